import type { ServerResponse } from 'node:http';
import { problemMediaType } from '#engine';
import { type Problem, problemHeaders } from '../errors.ts';

/** Names and values in turn, as `writeHead` takes them without building an object. */
export type RawHeaders = readonly string[];

/** Sends a JSON document that nobody may keep. */
export function sendJson(res: ServerResponse, status: number, body: unknown, more: RawHeaders = []): void {
  send(res, status, 'application/json; charset=utf-8', JSON.stringify(body), more);
}

export function sendProblem(res: ServerResponse, problem: Problem, more: RawHeaders = []): void {
  const headers = Object.entries(problemHeaders(problem)).flat();
  send(res, problem.status, problemMediaType, JSON.stringify(problem), [...headers, ...more]);
}

function send(res: ServerResponse, status: number, mediaType: string, text: string, more: RawHeaders): void {
  const headers = [
    'Content-Type',
    mediaType,
    'Content-Length',
    String(Buffer.byteLength(text)),
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
    ...more,
  ];
  res.writeHead(status, headers);
  res.end(text);
}
