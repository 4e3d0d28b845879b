import type { Counters } from '../channels/core.ts';
import type { OnTrouble } from '../channels/ports.ts';
import type { ApiAnswer } from '../http/answer.ts';
import type { RequestHead } from '../http/api.ts';
import type { Exchange } from './exchange.ts';

/** Answers a request now or later; `close`: and that was the last one of its connection. */
export type Finish = (
  exchange: Exchange,
  head: RequestHead,
  answering: ApiAnswer | Promise<ApiAnswer>,
  close: boolean,
) => void;

export interface AnsweringParts {
  readonly counters: Pick<
    Counters,
    'requestsTooLarge' | 'requestsTooMany' | 'requestsRefused' | 'requestsBegun' | 'requestsEnded'
  >;
  /** `lastRequests`: the last answer of a connection says so, as the server is leaving. */
  readonly settings: () => { readonly lastRequests: boolean };
  readonly onTrouble: OnTrouble;
}

/** Sends what was answered, and counts it. */
export function createFinish({ counters, settings, onTrouble }: AnsweringParts): Finish {
  function send(exchange: Exchange, answer: ApiAnswer, close: boolean): void {
    if (answer.status === 413) counters.requestsTooLarge += 1;
    else if (answer.status === 429) counters.requestsTooMany += 1;
    else if (answer.status === 503) counters.requestsRefused += 1;
    exchange.answer(answer, close || settings().lastRequests);
  }

  async function sendLater(
    exchange: Exchange,
    { method, path }: RequestHead,
    answering: Promise<ApiAnswer>,
    close: boolean,
  ): Promise<void> {
    counters.requestsBegun += 1;
    try {
      send(exchange, await answering, close);
    } catch (error) {
      onTrouble('http', `${method} ${path}`, error);
      exchange.fail();
    } finally {
      counters.requestsEnded += 1;
    }
  }

  return (exchange, head, answering, close) => {
    if (answering instanceof Promise) void sendLater(exchange, head, answering, close);
    else send(exchange, answering, close);
  };
}
