import type { Clock } from '../clock.ts';
import { refusedBody, retryLater } from '../http/answer.ts';
import { type AnswerCounters, countAnswer } from '../http/answer-counters.ts';
import type { RequestHead } from '../http/api.ts';
import type { Opened } from '../http/handle-request.ts';
import type { Exchange } from './exchange.ts';
import type { Guard } from './guard.ts';
import type { Listener } from './listener.ts';
import { copyAddressKey, copyHead, type Surroundings } from './request.ts';
import { createSendAnswer, type SendAnswerParts } from './send-answer.ts';

export interface RequestParts extends SendAnswerParts {
  readonly guard: Guard;
  readonly clock: Clock;
  readonly requests: AnswerCounters;
  /** Decides by the head, or says who decides by the body. */
  readonly open: (head: RequestHead) => Opened;
  readonly settings: () => Surroundings & {
    readonly bodyBytes: number;
    readonly lastRequests: boolean;
  };
  /** Whether an address may still ask what needs no signature; it is counted. */
  readonly mayAsk: (addressKey: string | undefined) => boolean;
}

const tooMany = retryLater(429, 'Too many requests without a valid signature from this address in a second', 1000);

/** Everything that is no upgrade: reads it whole, and has it answered. */
export function serveRequests({ app }: Pick<Listener, 'app'>, parts: RequestParts): void {
  const { guard, clock, requests, open, settings, mayAsk } = parts;
  const finish = createSendAnswer(parts);
  const answered = (exchange: Exchange, status: number): void =>
    countAnswer(requests, exchange.endpoint, status, clock.now() - exchange.began);
  guard.requests(
    app,
    (exchange, request) => {
      exchange.began = clock.now();
      const { pathPrefix, bodyBytes, proxies, countsAddresses } = settings();
      const head = copyHead(request, exchange.method, pathPrefix);
      exchange.cost += head.query.length >> 8; // it may have to be taken apart, sorted and signed
      const { contentLength, chunked } = head;
      if (head.ambiguous) return exchange.answerAlone(refusedBody(400, 'Two Content-Length headers: expected one'));
      const tooLarge = () => refusedBody(413, `The body exceeds the allowed maximum (${bodyBytes} bytes)`);
      if (contentLength > bodyBytes) return finish(exchange, head, tooLarge(), true);
      const opened = open(head);
      exchange.endpoint = opened.endpoint;
      // [C36] Who signs is not counted: a backend has an address too, and limits of its app.
      const isCounted = countsAddresses && 'answer' in opened && opened.uncounted !== true;
      if (isCounted && !mayAsk(copyAddressKey(request, exchange.peer, proxies)))
        return finish(exchange, head, tooMany, true);
      // What is refused by its head is not read: nobody without a secret makes us keep a body. One without an end is cut.
      if ('answer' in opened) return finish(exchange, head, opened.answer, chunked);
      exchange.readBody(bodyBytes, (body) => {
        if (body === undefined) finish(exchange, head, tooLarge(), true);
        else finish(exchange, head, opened.answerWith(body), false);
      });
    },
    answered,
  );
}
