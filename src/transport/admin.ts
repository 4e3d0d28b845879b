import { createCounters } from '../channels/counters.ts';
import type { OnError } from '../channels/ports/errors.ts';
import type { Clock } from '../clock.ts';
import type { ApiAnswer } from '../http/answer.ts';
import { createAnswerCounters, noEndpoint } from '../http/answer-counters.ts';
import type { RequestHead } from '../http/api.ts';
import type { Opened } from '../http/handle-request.ts';
import { trustedProxies } from './address.ts';
import type { Guard } from './guard.ts';
import { listen } from './listen.ts';
import { PortTaken } from './port-taken.ts';
import { serveRequests } from './requests.ts';
import { uws } from './uws.ts';

export interface AdminListener {
  /** undefined where nobody listens. */
  readonly port: number | undefined;
  close(): void;
}

export interface AdminAddress {
  readonly host: string;
  readonly port: number;
  /** Nobody asked for it: a port that is taken is no reason not to start. */
  readonly unasked: boolean;
}

export interface AdminParts {
  readonly guard: Guard;
  readonly clock: Clock;
  readonly answerTo: (head: RequestHead) => ApiAnswer | Promise<ApiAnswer>;
  readonly onError: OnError;
  readonly note: (text: string) => void;
}

const nobody: AdminListener = { port: undefined, close() {} };
const proxies = trustedProxies([]);
const settings = { pathPrefix: '', bodyBytes: 65_536, lastRequests: false, proxies, countsAddresses: false };

/** [W24] The operator's port: an engine of its own, which clients never reach. */
export async function openAdmin(address: AdminAddress | undefined, parts: AdminParts): Promise<AdminListener> {
  if (address === undefined) return nobody;
  const app = uws.App();
  const open = (head: RequestHead): Opened => ({ endpoint: noEndpoint, answer: parts.answerTo(head) });
  const own = { counters: createCounters(), requests: createAnswerCounters() };
  serveRequests({ app }, { ...parts, ...own, open, settings: () => settings, mayAsk: () => true });
  try {
    const listening = await listen(app, address.host, address.port, 'admin-');
    return {
      port: listening.port,
      close() {
        listening.stop();
        app.close();
      },
    };
  } catch (error) {
    if (!address.unasked || !(error instanceof PortTaken)) throw error;
    parts.note(`nobody listens to the operator: ${error.message}`);
    return nobody;
  }
}
