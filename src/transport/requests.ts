import type { TemplatedApp } from 'uWebSockets.js';
import type { OnTrouble } from '../channels/ports.ts';
import { refusedBody } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import { answerTo } from '../http/respond.ts';
import type { Guard } from './guard.ts';
import { copyHead } from './request.ts';

const empty = Buffer.alloc(0);

/** The HTTP API, and what answers without a signature. */
export function serveRequests(
  app: TemplatedApp,
  guard: Guard,
  api: Api,
  settings: () => { readonly pathPrefix: string; readonly limits: { readonly bodyBytes: number } },
  onTrouble: OnTrouble,
): void {
  guard.requests(app, (exchange, request) => {
    const { pathPrefix, limits } = settings();
    const head = copyHead(request, pathPrefix);
    if (head.ambiguous) return exchange.answer(refusedBody(400, 'Two Content-Length headers: wants one'), true);
    const finish = (body: Buffer): void => {
      answerTo(api, { method: head.method, path: head.path, query: head.query, body }).then(
        (answer) => exchange.answer(answer),
        (error: unknown) => {
          onTrouble('http', `${head.method} ${head.path}`, error);
          exchange.fail();
        },
      );
    };
    if (head.method === 'GET' || head.method === 'HEAD' || head.method === 'OPTIONS') return finish(empty);
    const tooLarge = refusedBody(413, `The body exceeds the allowed maximum (${limits.bodyBytes} bytes)`);
    exchange.readBody(limits.bodyBytes, head.contentLength, tooLarge, finish);
  });
}
