/**
 * The decision for a gateway that holds a client's request: the hot path. It is answered before
 * everything else, reads raw headers, and writes headers as one flat list.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readCredentials, refusalReason } from '#engine';
import type { DecisionEndpointOptions } from '../endpoint-options.ts';
import { createAnswers } from './answers.ts';
import type { Dialect } from './dialect.ts';
import { createGatewayHeaderReader, type GatewayHeaders, isFullAddress } from './gateway-headers.ts';
import { type AddressTarget, createTargetCache, unknownName } from './target-cache.ts';

/** The address of a dialect, to which the requirement is appended. */
export function forwardAuthPrefix({ name }: Pick<Dialect, 'name'>): string {
  return `/forward-auth/${name}`;
}

/** Answers every request to one dialect's address, whatever its method. */
export function createForwardAuth(options: DecisionEndpointOptions, dialect: Dialect) {
  const { verifier, gate } = options;
  const answers = createAnswers(options, dialect);
  const readGatewayHeaders = createGatewayHeaderReader(dialect);
  const targetOf = createTargetCache(verifier, forwardAuthPrefix(dialect).length);

  return function forwardAuth(req: IncomingMessage, res: ServerResponse): void {
    const gateway = readGatewayHeaders(req.rawHeaders);
    // A gateway that announces a body and keeps it would send its next request into the place of the body.
    if (gateway.announcesBody) res.shouldKeepAlive = false;

    const asked = targetOf(req.url as string);
    if ('mistake' in asked) {
      answers.refuseMistake(res, asked.mistake);
      return;
    }
    const mistake = mistakeOf(dialect, asked, gateway);
    if (mistake !== null) {
      answers.refuseMistake(res, mistake);
      return;
    }
    const question = { target: asked.target, method: gateway.method, path: gateway.uri };
    const decision = gate(req, readCredentials(req.rawHeaders), question);
    if (decision.code === 'allowed') answers.allow(res, decision);
    else answers.refuse(res, decision.code, refusalReason(decision, gateway.uri, req.rawHeaders));
  };
}

/** What is wrong with the gateway's configuration, in a sentence for the log; `null` when nothing is. */
function mistakeOf(dialect: Dialect, { target, query }: AddressTarget, gateway: GatewayHeaders): string | null {
  if (!dialect.takesQueryForm && query !== null)
    return 'The requirement has to stand in the path: {account}/any/{resource} or {account}/api/{api}.';
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
