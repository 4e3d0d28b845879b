import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { type App, createApp } from '../../../src/apps/app.ts';
import type { Fact } from '../../../src/channels/ports/facts.ts';
import { check } from '../../../src/config/check.ts';
import { defaults } from '../../../src/config/keys.ts';
import type { WebhookEndpoint } from '../../../src/protocol/types/config.ts';
import type { WebhookBody } from '../../../src/protocol/types/webhook.ts';
import type { Sending } from '../../../src/webhooks/delivery.ts';
import { createWebhooks, type WebhookSettings, type Webhooks } from '../../../src/webhooks/webhooks.ts';
import { type FakeClock, fakeClock, settled } from '../core/clock.ts';
import { credentials } from '../core/core.ts';

const schema = JSON.parse(readFileSync(new URL('../../../protocol/webhook.schema.json', import.meta.url), 'utf8'));
const isBody = new Ajv({ allowUnionTypes: true, strict: false }).compile<WebhookBody>(schema);

/** What is in the bytes of a webhook; throws when they are not of the form that is promised. */
export function readBody(bytes: Buffer | string): WebhookBody {
  const body: unknown = JSON.parse(bytes.toString());
  if (!isBody(body)) throw new Error(`no webhook: ${bytes.toString()}: ${JSON.stringify(isBody.errors)}`);
  return body;
}

/** A request that a receiver got and may answer. */
export interface Got {
  readonly sending: Sending;
  readonly body: WebhookBody;
  readonly at: number;
  /** Nothing: success. A text: failure. */
  answer(why?: string): Promise<void>;
}

/** Answers at once; undefined leaves the request open until the test answers it. */
export type Behaviour = (got: Got) => 'ok' | 'fail' | 'open';

export interface TestWebhooks {
  readonly webhooks: Webhooks;
  readonly clock: FakeClock;
  /** Every request so far, in order. */
  readonly got: Got[];
  readonly warned: string[];
  behave(behaviour: Behaviour): void;
  /** Tells a fact, and lets what can settle do so. */
  tell(fact: Fact, appId?: string): Promise<void>;
  /** Names, or what `of` says, of the events got since the last call. */
  take(): Got[];
}

const settings: WebhookSettings = {
  retryForMs: 300_000,
  firstPauseMs: 1000,
  batchDelayMs: 100,
  batchEvents: 100,
  queue: 10_000,
  queueBytes: 16_777_216,
  deadLetters: 1000,
  stopTimeMs: 5000,
};

export const other = { id: 'app-2', key: 'key-2', secret: 'another-secret-for-tests' };

/** An app with these endpoints; a text is a URL alone. */
export function appWith(endpoints: (WebhookEndpoint | string)[], names: object = credentials): App {
  const webhooks = endpoints.map((one) => (typeof one === 'string' ? { url: one } : one));
  const [app] = check({ ...defaults(), apps: [{ ...names, webhooks }] }).apps;
  if (app === undefined) throw new Error('no app');
  return createApp(app);
}

/** Webhooks with a clock of the test, and receivers that do as they are told. */
export function testWebhooks(apps: App[], more: Partial<WebhookSettings> = {}, random = () => 0): TestWebhooks {
  const clock = fakeClock();
  const got: Got[] = [];
  const warned: string[] = [];
  let taken = 0;
  let behaviour: Behaviour = () => 'ok';
  const post = (sending: Sending): Promise<string | undefined> =>
    new Promise((resolve) => {
      const one: Got = {
        sending,
        body: readBody(sending.body),
        at: clock.now(),
        answer(why) {
          resolve(why);
          return settled();
        },
      };
      got.push(one);
      const does = behaviour(one);
      if (does !== 'open') resolve(does === 'ok' ? undefined : 'answered 500');
    });
  const parts = {
    clock,
    random,
    post,
    warn: (_: string, url: string, why: string) => void warned.push(`${url}: ${why}`),
  };
  const webhooks = createWebhooks({ ...parts, settings: { ...settings, ...more } }, apps);
  return {
    webhooks,
    clock,
    got,
    warned,
    behave(next) {
      behaviour = next;
    },
    tell(fact, appId = credentials.id) {
      webhooks.accept(appId, fact);
      return settled();
    },
    take() {
      const rest = got.slice(taken);
      taken = got.length;
      return rest;
    },
  };
}

export const occupied = (channel: string): Fact => ({ name: 'channel_occupied', channel });

export const vacated = (channel: string): Fact => ({ name: 'channel_vacated', channel });

export const added = (channel: string, userId: string): Fact => ({ name: 'member_added', channel, user_id: userId });

/** A numbered event of a channel. */
export const numbered = (channel: string, n: number): Fact => ({
  name: 'client_event',
  channel,
  event: 'client-n',
  data: String(n),
  socket_id: '1.2',
});

/** `channel:n` of numbered events, the channel's name of others. */
export const labels = (got: Got[]): string[] =>
  got.flatMap(({ body }) =>
    body.events.map((event) => ('data' in event ? `${event.channel}:${event.data}` : event.channel)),
  );

/** `channel:n`, n growing within each channel. */
export function inOrder(events: string[]): boolean {
  const last = new Map<string, number>();
  return events.every((text) => {
    const [channel = '', n] = text.split(':');
    const before = last.get(channel) ?? -1;
    last.set(channel, Number(n));
    return Number(n) > before;
  });
}
