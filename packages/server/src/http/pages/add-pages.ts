import type { FastifyInstance } from 'fastify';
import { refuseOtherMethods } from '../other-methods.ts';
import { answerPage, pagesPath } from './answer-page.ts';
import type { BuiltPages } from './built-pages.ts';

/** The addresses of the administration pages. */
export function addPages(app: FastifyInstance, pages: BuiltPages | undefined): void {
  for (const url of [pagesPath, `${pagesPath}/*`]) {
    app.get(url, async (request, reply) => {
      const [path = ''] = request.url.split('?');
      const answer = answerPage(pages, {
        path: path.slice(pagesPath.length),
        acceptEncoding: request.headers['accept-encoding'],
        ifNoneMatch: request.headers['if-none-match'],
      });
      if (answer === undefined) return reply.callNotFound();
      return reply.code(answer.status).headers(answer.headers).send(answer.body);
    });
    refuseOtherMethods(app, url, ['GET']);
  }
}
