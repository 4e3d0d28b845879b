import { refusedBody } from '../http/answer.ts';
import type { RequestHead } from '../http/api.ts';
import type { Opened } from '../http/respond.ts';
import { type AnsweringParts, createFinish } from './answering.ts';
import type { Engine } from './engines.ts';
import type { Guard } from './guard.ts';
import { copyHead } from './request.ts';

export interface RequestParts extends AnsweringParts {
  readonly guard: Guard;
  /** Decides by the head, or says who decides by the body. */
  readonly open: (head: RequestHead) => Opened;
  readonly settings: () => {
    readonly pathPrefix: string;
    readonly bodyBytes: number;
    readonly lastRequests: boolean;
  };
}

/** Everything that is no upgrade: reads it whole, and has it answered. */
export function serveRequests({ app }: Pick<Engine, 'app'>, parts: RequestParts): void {
  const { guard, open, settings } = parts;
  const finish = createFinish(parts);
  guard.requests(app, (exchange, request) => {
    const { pathPrefix, bodyBytes } = settings();
    const head = copyHead(request, exchange.method, pathPrefix);
    const { contentLength, chunked } = head;
    if (head.ambiguous) return exchange.answerAlone(refusedBody(400, 'Two Content-Length headers: wants one'));
    const tooLarge = () => refusedBody(413, `The body exceeds the allowed maximum (${bodyBytes} bytes)`);
    if (contentLength > bodyBytes) return finish(exchange, head, tooLarge(), true);
    const opened = open(head);
    // What is refused by its head is not read: nobody without a secret makes us keep a body. One without an end is cut.
    if ('answer' in opened) return finish(exchange, head, opened.answer, chunked);
    exchange.readBody(bodyBytes, (body) => {
      if (body === undefined) finish(exchange, head, tooLarge(), true);
      else finish(exchange, head, opened.answerWith(body), false);
    });
  });
}
