import { createHash, timingSafeEqual } from 'node:crypto';
import type { App } from '../../apps/app.ts';
import type { AppList } from '../../apps/app-list.ts';
import type { Broker } from '../../channels/broker.ts';
import type { Cluster } from '../../channels/ports/cluster.ts';
import { isLocalHost } from '../../protocol/local-names.ts';
import type { WebhookLine } from '../../protocol/operator-answers.ts';
import type { DeadLetter, DeadLettersSent } from '../../protocol/types/webhook.ts';
import type { Explanation } from '../../recorder/explanation.ts';
import type { Question } from '../../recorder/find-event.ts';
import { type ApiAnswer, refusedBody, withHeader } from '../answer.ts';
import type { RequestHead } from '../api.ts';

/** What the operator can see and do. */
export interface Operator {
  /** Not set: who reaches the loopback address is the operator. */
  readonly token: string | undefined;
  readonly apps: Pick<AppList, 'byId' | 'all'>;
  readonly broker: Pick<Broker, 'numbers' | 'runtimeOf' | 'end'>;
  readonly cluster: Pick<Cluster, 'channels' | 'counts' | 'users' | 'terminate'>;
  readonly notReady: () => string | undefined;
  readonly lagMs: () => number;
  /** Webhook endpoints of an app, and what waits for each. */
  readonly endpoints: (appId: string) => WebhookLine[];
  readonly deadLetters: (appId: string) => DeadLetter[];
  /** undefined: nothing is recorded. */
  readonly explain?: ((question: Question) => Explanation) | undefined;
  /** undefined: nothing is recorded. */
  readonly watch?: ((query: URLSearchParams) => ApiAnswer) | undefined;
  /** All numbers, as Prometheus reads them. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** One, or all of them; nothing when there is no such letter. */
  readonly sendAgain: (appId: string, id?: string) => DeadLettersSent | undefined;
}

/** What is asked of an app; `name` is what the path names in it. */
export interface OperatorCall {
  readonly operator: Operator;
  readonly app: App;
  readonly name: string;
  readonly query: URLSearchParams;
}

/** [W24] Why this is not the operator who asks, or undefined. */
export const refuseStranger = ({ token }: Operator, head: RequestHead): ApiAnswer | undefined =>
  token === undefined ? refuseElsewhere(head) : refuseWithout(token, head);

/** In constant time, also for the length: what is compared are digests. */
function refuseWithout(token: string, { authorization = '' }: RequestHead): ApiAnswer | undefined {
  const given = /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(token))) return undefined;
  const refused = refusedBody(
    401,
    'This is for the operator: expected Authorization: Bearer and the token of admin.token',
  );
  return withHeader(refused, 'WWW-Authenticate', 'Bearer');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Without a token: a page in the operator's browser, on whatever name that leads here, is not the operator. */
function refuseElsewhere({ host = '', origin = '' }: RequestHead): ApiAnswer | undefined {
  if (isLocalHost(host) && (origin === '' || origin === `http://${host}`)) return undefined;
  return refusedBody(
    403,
    'This is for the operator: expected localhost or a loopback address as Host and no other Origin, or admin.token to be set',
  );
}
