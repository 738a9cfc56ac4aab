import type { IncomingMessage } from 'node:http';
import { errorCodes } from '../domain/error-codes.ts';
import { ChaveiroError } from '../domain/errors.ts';
import type { DecidePair } from '../operations/keys/try-credential.ts';
import { checkNamesExist } from './check-names-exist.ts';
import type { GateOptions, Gates } from './gates.ts';

/**
 * Decides about pairs in the bodies of a request as about those in headers. The event of the question says who has
 * asked, and what came of it.
 */
export function createPairDecider(
  { verifier, readiness }: Pick<GateOptions, 'verifier' | 'readiness'>,
  gates: Gates,
): (req: IncomingMessage) => DecidePair {
  return (req) =>
    (pair, { question, method, path }) => {
      const unable = readiness.refusal();
      if (unable !== null) throw new ChaveiroError(unable, errorCodes[unable]);
      const target = verifier.resolve(question);
      checkNamesExist(target);
      const decision = gates.trials(req, pair, { target, method, path });
      const { code } = decision;
      if (code === 'not_ready' || code === 'too_stale' || code === 'overloaded') {
        throw new ChaveiroError(code, errorCodes[code]);
      }
      return decision;
    };
}
