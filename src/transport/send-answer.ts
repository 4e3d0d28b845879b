import type { Counters } from '../channels/counters.ts';
import type { OnError } from '../channels/ports/errors.ts';
import type { ApiAnswer } from '../http/answer.ts';
import type { RequestHead } from '../http/api.ts';
import type { Exchange } from './exchange.ts';

/** Answers a request now or later; `close`: and that was the last one of its connection. */
export type SendAnswer = (
  exchange: Exchange,
  head: RequestHead,
  answering: ApiAnswer | Promise<ApiAnswer>,
  close: boolean,
) => void;

export interface SendAnswerParts {
  readonly counters: Pick<
    Counters,
    'requestsTooLarge' | 'requestsTooMany' | 'requestsRefused' | 'requestsBegun' | 'requestsEnded'
  >;
  /** `lastRequests`: the last answer of a connection says so, as the server is leaving. */
  readonly settings: () => { readonly lastRequests: boolean };
  readonly onError: OnError;
  /** Hears of each answer of 400 and above. */
  readonly onRefused?: (head: RequestHead, answer: ApiAnswer) => void;
}

/** Sends what was answered, and counts it. */
export function createSendAnswer({ counters, settings, onError, onRefused }: SendAnswerParts): SendAnswer {
  function send(exchange: Exchange, head: RequestHead, answer: ApiAnswer, close: boolean): void {
    if (answer.status >= 400) onRefused?.(head, answer);
    if (answer.status === 413) counters.requestsTooLarge += 1;
    else if (answer.status === 429) counters.requestsTooMany += 1;
    else if (answer.status === 503) counters.requestsRefused += 1;
    exchange.answer(answer, close || settings().lastRequests);
  }

  async function sendLater(
    exchange: Exchange,
    head: RequestHead,
    answering: Promise<ApiAnswer>,
    close: boolean,
  ): Promise<void> {
    counters.requestsBegun += 1;
    try {
      send(exchange, head, await answering, close);
    } catch (error) {
      const url = `${head.method} ${head.path?.slice(0, 200)}`;
      onError('http', 'answer', error, { ...exchange.about, url });
      exchange.fail();
    } finally {
      counters.requestsEnded += 1;
    }
  }

  return (exchange, head, answering, close) => {
    if (answering instanceof Promise) void sendLater(exchange, head, answering, close);
    else send(exchange, head, answering, close);
  };
}
