/**
 * The decision for a gateway that holds a client's request: the hot path. It is answered before
 * everything else, reads raw headers, and writes headers as one flat list.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Decision } from '#engine';
import { type RefusalCode, type RefusalReason, readCredentials, refusalProblem, refusalReason } from '#engine';
import { staleHeader } from '../../../gate/readiness.ts';
import type { DecisionEndpointOptions } from '../endpoint-options.ts';
import { type RawHeaders, sendProblem } from '../send.ts';
import type { Dialect } from './dialect.ts';
import { createGatewayHeaderReader, type GatewayHeaders, isFullAddress } from './gateway-headers.ts';
import { createMistakeLog } from './mistake-log.ts';
import { type AddressTarget, createTargetCache, unknownName } from './target-cache.ts';

/** The address of a dialect, to which the requirement is appended. */
export function forwardAuthPrefix(dialect: Dialect): string {
  return `/forward-auth/${dialect.name}`;
}

/** Answers every request to one dialect's address, whatever its method. */
export function createForwardAuth(options: DecisionEndpointOptions, dialect: Dialect) {
  const { verifier, readiness, gate, clock } = options;
  const counts = options.metrics.decisionCounts(`forward-auth/${dialect.name}`);
  const logMistake = createMistakeLog(options.logger, clock);
  const readGatewayHeaders = createGatewayHeaderReader(dialect);
  const targetOf = createTargetCache(verifier, forwardAuthPrefix(dialect).length);

  function allow(res: ServerResponse, { account, key, user, matchedResource }: Decision): void {
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
    const staleSeconds = readiness.staleSeconds();
    if (staleSeconds !== null) headers.push(staleHeader, staleSeconds);
    res.writeHead(204, headers);
    res.end();
  }

  function refuse(res: ServerResponse, code: RefusalCode, reason?: RefusalReason): void {
    counts[code]++;
    const staleSeconds = readiness.staleSeconds();
    const more: RawHeaders = staleSeconds === null ? [] : [staleHeader, staleSeconds];
    sendProblem(res, refusalProblem(code, reason), ['X-Chaveiro-Code', code, ...more]);
  }

  function refuseMistake(res: ServerResponse, mistake: string): void {
    const unable = readiness.refusal();
    if (unable === null) logMistake(dialect.name, mistake);
    refuse(res, unable ?? 'misconfigured');
  }

  return function forwardAuth(req: IncomingMessage, res: ServerResponse): void {
    const gateway = readGatewayHeaders(req.rawHeaders);
    // A gateway that announces a body and keeps it would send its next request into the place of the body.
    if (gateway.announcesBody) res.shouldKeepAlive = false;

    const asked = targetOf(req.url as string);
    if ('mistake' in asked) {
      refuseMistake(res, asked.mistake);
      return;
    }
    const mistake = mistakeOf(dialect, asked, gateway);
    if (mistake !== null) {
      refuseMistake(res, mistake);
      return;
    }
    const question = { target: asked.target, method: gateway.method, path: gateway.uri };
    const decision = gate(req, readCredentials(req.rawHeaders), question);
    if (decision.code === 'allowed') allow(res, decision);
    else refuse(res, decision.code, refusalReason(decision, gateway.uri, req.rawHeaders));
  };
}

/** What is wrong with the gateway's configuration, in a sentence for the log; `null` when nothing is. */
function mistakeOf(dialect: Dialect, { target, query }: AddressTarget, gateway: GatewayHeaders): string | null {
  const uriHeader = dialect.uriHeader.usual;
  const methodHeader = dialect.methodHeader.usual;
  if (gateway.isRepeated) return `${uriHeader} or ${methodHeader} came more than once.`;
  if (gateway.contradiction !== null) {
    return (
      `${gateway.contradiction} says something else than ${uriHeader} and ${methodHeader}. Let the gateway set these two, ` +
      `and take ${gateway.contradiction} out of its question.`
    );
  }
  if (isFullAddress(gateway.uri)) return `${uriHeader} is a full address: let the gateway set it to path and query.`;
  if (gateway.uri === '' || gateway.method === '') {
    if (target.question.requirement.kind === 'route') return `${uriHeader} or ${methodHeader} is missing.`;
  }
  if (dialect.mayPassClientQuery && query !== null) {
    if (gateway.uri === '') return `${uriHeader} is missing, so the query cannot be told from the client's.`;
    if (isQueryOf(gateway.uri, query)) return "The query equals the client's: write the requirement into the path.";
  }
  return unknownName(target);
}

function isQueryOf(uri: string, query: string): boolean {
  const mark = uri.indexOf('?');
  return mark !== -1 && uri.length - mark - 1 === query.length && uri.endsWith(query);
}

/** Resource keys and e-mails are free text, headers are not: what is not plain ASCII is percent-encoded. */
function headerValue(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e) return encodeURIComponent(text.toWellFormed());
  }
  return text;
}
