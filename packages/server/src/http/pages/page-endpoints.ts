import { ChaveiroError } from '../../domain/errors.ts';
import { type Endpoint, onlyMethod } from '../endpoint.ts';
import { answerPage, pagesPath, wantsPage } from './answer-page.ts';
import type { BuiltPages } from './built-pages.ts';

/** The addresses of the administration pages, and the way to them from where a browser comes by itself. */
export function* pageEndpoints(pages: BuiltPages | undefined): Iterable<readonly [string, Endpoint]> {
  const endpoint = onlyMethod('GET', async ({ raw, url }) => {
    const [path = ''] = url.split('?');
    const answer = answerPage(pages, {
      path: path.slice(pagesPath.length),
      acceptEncoding: raw.headers['accept-encoding'],
      ifNoneMatch: raw.headers['if-none-match'],
    });
    if (answer === undefined) throw nothing();
    return answer;
  });
  yield [pagesPath, endpoint];
  yield [`${pagesPath}/*`, endpoint];
  yield [
    '/',
    onlyMethod('GET', async ({ raw }) => {
      if (!wantsPage(raw)) throw nothing();
      return { status: 302, headers: { Location: pagesPath, Vary: 'Accept' } };
    }),
  ];
}

function nothing(): ChaveiroError {
  return new ChaveiroError('not_found', 'There is nothing at this address.');
}
