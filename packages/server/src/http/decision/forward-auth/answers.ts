/** How gateways are answered, whatever else differs between them. */
import type { ServerResponse } from 'node:http';
import { type Decision, type RefusalCode, type RefusalReason, refusalProblem } from '#engine';
import { staleHeader } from '../../../gate/readiness.ts';
import type { DecisionEndpointOptions } from '../endpoint-options.ts';
import { type RawHeaders, sendProblem } from '../send.ts';
import type { Dialect } from './dialect.ts';
import { createMistakeLog } from './mistake-log.ts';

export interface Answers {
  /** @param more headers beside those that say who was let through */
  allow(res: ServerResponse, decision: Decision, more?: RawHeaders): void;
  refuse(res: ServerResponse, code: RefusalCode, reason?: RefusalReason): void;
  /** For a gateway whose configuration is wrong. */
  refuseMistake(res: ServerResponse, mistake: string): void;
}

const none: RawHeaders = [];

export function createAnswers(
  { readiness, metrics, logger, clock }: DecisionEndpointOptions,
  { name, allowStatus }: Pick<Dialect, 'name' | 'allowStatus'>,
): Answers {
  const counts = metrics.decisionCounts(`forward-auth/${name}`);
  const logMistake = createMistakeLog(logger, clock);

  function refuse(res: ServerResponse, code: RefusalCode, reason?: RefusalReason): void {
    counts[code]++;
    const staleSeconds = readiness.staleSeconds();
    const more: RawHeaders = staleSeconds === null ? [] : [staleHeader, staleSeconds];
    sendProblem(res, refusalProblem(code, reason), ['X-Chaveiro-Code', code, ...more]);
  }

  return {
    allow(res, { account, key, user, matchedResource }, more = none) {
      counts.allowed++;
      // All of them, always: a gateway copies what is there, and what is not there a client could add.
      const headers = [
        'X-Chaveiro-Key',
        key?.appKey ?? '',
        'X-Chaveiro-Key-Id',
        key?.id ?? '',
        'X-Chaveiro-Owner',
        key?.owner ?? '',
        'X-Chaveiro-User',
        headerValue(user?.email ?? ''),
        'X-Chaveiro-Account',
        account ?? '',
        'X-Chaveiro-Resource',
        headerValue(matchedResource ?? ''),
        'Cache-Control',
        'no-store',
      ];
      // Only a 204 says by itself that nothing follows.
      if (allowStatus === 200) headers.push('Content-Length', '0');
      if (more.length > 0) headers.push(...more);
      const staleSeconds = readiness.staleSeconds();
      if (staleSeconds !== null) headers.push(staleHeader, staleSeconds);
      res.writeHead(allowStatus, headers);
      res.end();
    },

    refuse,

    refuseMistake(res, mistake) {
      const unable = readiness.refusal();
      if (unable === null) logMistake(name, mistake);
      refuse(res, unable ?? 'misconfigured');
    },
  };
}

/** Resource keys and e-mails are free text, headers are not: what is not plain ASCII is percent-encoded. */
function headerValue(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e) return encodeURIComponent(text.toWellFormed());
  }
  return text;
}
