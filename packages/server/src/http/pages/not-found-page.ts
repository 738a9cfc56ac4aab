import type { IncomingMessage } from 'node:http';
import { docsPath } from '../docs/page.ts';
import type { EndpointAnswer } from '../endpoint.ts';
import { hashSource } from '../static-page.ts';
import { pagesPath } from './answer-page.ts';

const texts = {
  en: {
    title: 'There is nothing at this address',
    hint: 'It may be mistyped, or what was here is gone.',
    pages: 'Go to Chaveiro',
    docs: 'Reference of the API',
  },
  'pt-BR': {
    title: 'Não há nada neste endereço',
    hint: 'Talvez tenha sido digitado errado, ou o que estava aqui não exista mais.',
    pages: 'Ir para o Chaveiro',
    docs: 'Referência da API',
  },
  es: {
    title: 'No hay nada en esta dirección',
    hint: 'Quizá esté mal escrita, o lo que había aquí ya no exista.',
    pages: 'Ir a Chaveiro',
    docs: 'Referencia de la API',
  },
} as const;

type Language = keyof typeof texts;

const style =
  'body{max-width:36rem;margin:15vh auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}' +
  'h1{font-size:1.5rem;line-height:1.25}a{display:inline-block;margin-right:1.5rem}';

const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src ${hashSource(style)}; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  Vary: 'Accept, Accept-Language',
};

/**
 * What a browser shows where nothing is, in the language that it asks for. It says nothing of the address, and is the same for
 * what does not exist and for what its reader may not know of.
 */
export function notFoundPage(request: Pick<IncomingMessage, 'headers'>): EndpointAnswer {
  const language = languageOf(request.headers['accept-language']);
  const { title, hint, pages, docs } = texts[language];
  const body =
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title} · Chaveiro</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>` +
    `<main><h1>${title}</h1><p>${hint}</p><p><a href="${pagesPath}">${pages}</a> <a href="${docsPath}">${docs}</a></p></main>` +
    '</body></html>';
  return { status: 404, headers, body };
}

/** The first language that is wanted most and that there is; RFC 9110, section 12.5.4. */
function languageOf(acceptLanguage = ''): Language {
  const wanted = acceptLanguage.split(',').map((each) => {
    const [tag = '', ...parameters] = each
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { primary: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  const languages = Object.keys(texts) as Language[];
  for (const { primary, quality } of wanted.toSorted((a, b) => b.quality - a.quality)) {
    const language = languages.find((each) => each.split('-')[0] === primary);
    if (language !== undefined && quality > 0) return language;
  }
  return 'en';
}
