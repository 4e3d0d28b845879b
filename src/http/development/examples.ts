import { type ApiAnswer, refusedBody } from '../answer.ts';
import type { Api, ApiRequest } from '../api.ts';

/** [D73] Else a page of somebody else could have its visitor click on what is below it. */
const unframed = ['Content-Security-Policy', "frame-ancestors 'none'"] as const;

export const examplesPath = /^\/examples(?:\/.*)?$/;

/** GET /examples/… */
export function examples({ pages }: Api, { path = '' }: ApiRequest): ApiAnswer {
  const rest = path.slice('/examples/'.length);
  if (pages.size > 0 && path === '/examples') return { status: 301, body: '', headers: [['Location', '/examples/']] };
  const page = pages.get(rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest);
  if (page === undefined) return refusedBody(404, 'Not found');
  return { status: 200, body: page.body, headers: [['Content-Type', page.type], unframed] };
}
