import type { Counters } from '../channels/core.ts';
import type { OnTrouble } from '../channels/ports.ts';
import { type ApiAnswer, refusedBody } from '../http/answer.ts';
import type { Opened } from '../http/respond.ts';
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
  /** Decides by the head, or says who decides by the body. */
  readonly open: (head: RequestHead) => Opened;
  readonly counters: Pick<
    Counters,
    'requestsTooLarge' | 'requestsTooMany' | 'requestsRefused' | 'requestsBegun' | 'requestsEnded'
  >;
  readonly settings: () => RequestSettings;
  readonly onTrouble: OnTrouble;
}

/** Everything that is no upgrade: reads it whole, and sends what was answered. */
export function serveRequests(
  { app }: Pick<Engine, 'app'>,
  { guard, open, counters, settings, onTrouble }: RequestParts,
): void {
  guard.requests(app, (exchange, request) => {
    const { pathPrefix, bodyBytes } = settings();
    const head = copyHead(request, pathPrefix);
    const { contentLength, chunked } = head;
    if (head.ambiguous) return exchange.answerAlone(refusedBody(400, 'Two Content-Length headers: wants one'));
    const tooLarge = () => refusedBody(413, `The body exceeds the allowed maximum (${bodyBytes} bytes)`);
    if (contentLength > bodyBytes) return refuse(exchange, tooLarge());
    const opened = open(head);
    // What is refused by its head is not read: nobody without a secret makes us keep a body. One without an end is cut.
    if ('answer' in opened) return finish(exchange, head, opened.answer, chunked);
    exchange.readBody(bodyBytes, (body) => {
      if (body === undefined) refuse(exchange, tooLarge());
      else finish(exchange, head, opened.answerWith(body), false);
    });
  });

  function refuse(exchange: Exchange, tooLarge: ApiAnswer): void {
    counters.requestsTooLarge += 1;
    exchange.answer(tooLarge, true);
  }

  function finish(
    exchange: Exchange,
    { method, path }: RequestHead,
    answering: ApiAnswer | Promise<ApiAnswer>,
    close: boolean,
  ): void {
    const send = (answer: ApiAnswer): void => {
      count(answer);
      exchange.answer(answer, close || settings().lastRequests);
    };
    if (!(answering instanceof Promise)) return send(answering);
    counters.requestsBegun += 1;
    const ended = (): void => {
      counters.requestsEnded += 1;
    };
    answering.then(send).then(ended, (error: unknown) => {
      ended();
      onTrouble('http', `${method} ${path}`, error);
      exchange.fail();
    });
  }

  function count({ status }: ApiAnswer): void {
    if (status === 413) counters.requestsTooLarge += 1;
    else if (status === 429) counters.requestsTooMany += 1;
    else if (status === 503) counters.requestsRefused += 1;
  }
}
