import type { Counters } from '../channels/core.ts';
import type { OnTrouble } from '../channels/ports.ts';
import { type ApiAnswer, refusedBody } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import { answerTo } from '../http/respond.ts';
import type { Engine } from './engines.ts';
import type { Exchange } from './exchange.ts';
import type { Guard } from './guard.ts';
import { copyHead, type RequestHead } from './request.ts';

export interface RequestSettings {
  readonly pathPrefix: string;
  readonly bodyBytes: number;
  /** The last answer of a connection says so, as the server is leaving. */
  readonly lastRequests: boolean;
}

export interface RequestParts {
  readonly guard: Guard;
  readonly api: Api;
  readonly counters: Counters;
  readonly settings: () => RequestSettings;
  readonly onTrouble: OnTrouble;
}

/** The HTTP API, and what answers without a signature. */
export function serveRequests(engine: Engine, { guard, api, counters, settings, onTrouble }: RequestParts): void {
  guard.requests(engine.app, (exchange, request) => {
    const { pathPrefix, bodyBytes } = settings();
    const head = copyHead(request, pathPrefix);
    if (head.ambiguous) return exchange.answerAlone(refusedBody(400, 'Two Content-Length headers: wants one'));
    const tooLarge = refusedBody(413, `The body exceeds the allowed maximum (${bodyBytes} bytes)`);
    exchange.readBody(bodyBytes, head.contentLength, tooLarge, (body) => {
      if (body === undefined) counters.requestsTooLarge += 1;
      else finish(exchange, head, body);
    });
  });

  function finish(exchange: Exchange, { method, path, query }: RequestHead, body: Buffer): void {
    answerTo(api, { method, path, query, body }).then(
      (answer) => {
        count(answer);
        exchange.answer(answer, settings().lastRequests);
      },
      (error: unknown) => {
        onTrouble('http', `${method} ${path}`, error);
        exchange.fail();
      },
    );
  }

  function count({ status }: ApiAnswer): void {
    if (status === 413) counters.requestsTooLarge += 1;
    else if (status === 429) counters.requestsTooMany += 1;
    else if (status === 503) counters.requestsRefused += 1;
  }
}
