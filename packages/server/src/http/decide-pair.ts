import type { IncomingMessage } from 'node:http';
import { ChaveiroError, errorCodes } from '../domain/errors.ts';
import type { DecidePair } from '../operations/keys/try-credential.ts';
import { createJudge, type JudgeOptions } from './judge.ts';
import type { Readiness } from './readiness.ts';
import { checkNamesExist } from './requirement.ts';

/**
 * Decides about pairs in the bodies of a request as about those in headers. It is no use of the keys, and no failure of
 * somebody unknown: the event of the question says who has asked, and what came of it.
 */
export function createPairDecider(
  options: JudgeOptions & { readonly readiness: Readiness },
): (req: IncomingMessage) => DecidePair {
  const { verifier, readiness } = options;
  const judge = createJudge({ ...options, countFailure: () => undefined });
  return (req) =>
    (pair, { question, method, path }) => {
      const unable = readiness.refusal();
      if (unable !== null) throw new ChaveiroError(unable, errorCodes[unable]);
      const target = verifier.resolve(question);
      checkNamesExist(target);
      const decision = judge(req, pair, { target, method, path });
      const { code } = decision;
      if (code === 'not_ready' || code === 'too_stale' || code === 'overloaded') {
        throw new ChaveiroError(code, errorCodes[code]);
      }
      return decision;
    };
}
