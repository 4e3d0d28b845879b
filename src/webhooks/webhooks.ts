import type { App } from '../apps/app.ts';
import type { Fact } from '../channels/ports/facts.ts';
import { observe } from '../histogram.ts';
import type { DeadLetter } from '../protocol/types/webhook.ts';
import { type Counters, createCounters } from './counters.ts';
import { createDeadLetters } from './dead-letters.ts';
import type { Sending } from './delivery.ts';
import { Endpoint } from './endpoint.ts';
import type { EndpointParts, EndpointSettings } from './endpoint-parts.ts';
import { createFilter, type Filter } from './filter.ts';
import { kindOf, type WebhookEvent } from './webhook-event.ts';

export interface WebhookSettings extends EndpointSettings {
  readonly deadLetters: number;
  readonly stopTimeMs: number;
}

export interface WebhookParts extends Pick<EndpointParts, 'clock' | 'random' | 'post' | 'warn' | 'onStep'> {
  readonly settings: WebhookSettings;
}

/** What became of the dead letters that were to be sent again. */
export interface SentAgain {
  readonly sent: number;
  /** Their URL is no endpoint of the app any more. */
  readonly kept: number;
}

export interface Webhooks {
  readonly counters: Readonly<Counters>;
  /** Takes what happened in an app. Costs nothing where nobody wants it. */
  accept(appId: string, fact: Fact): void;
  /** All apps, with their endpoints. What waits for an endpoint that is gone is dropped. */
  update(apps: Iterable<App>): void;
  /** What is not delivered yet, and when the one of them happened that has waited longest. */
  waiting(): { readonly events: number; readonly oldestAt: number | undefined };
  /** The same by endpoint. */
  endpoints(appId: string): { url: string; waiting: number; oldestAt: number; deadLetters: number }[];
  deadLetters(appId: string): DeadLetter[];
  /** One of them, or all. Nothing, when there is none with this id. */
  sendAgain(appId: string, id?: string): SentAgain | undefined;
  /** Tries once more what waits, for as long as the settings say. */
  close(): Promise<void>;
}

interface Receiver {
  readonly endpoint: Endpoint;
  readonly wants: Filter;
}

/** From facts to endpoints: whose it is, who wants it. */
export function createWebhooks(parts: WebhookParts, apps: Iterable<App>): Webhooks {
  const { clock, settings } = parts;
  const counters = createCounters();
  const dead = createDeadLetters(settings.deadLetters, settings.queueBytes);
  const delivery: EndpointParts = { ...parts, counters, post: timed, giveUp: dead.add };
  let receivers = new Map<string, Receiver[]>();
  let serial = 0;
  let open = true;

  async function timed(sending: Sending): Promise<string | undefined> {
    const began = clock.now();
    try {
      return await parts.post(sending);
    } finally {
      observe(counters.took, clock.now() - began);
    }
  }

  function tell(endpoint: Endpoint, told: Omit<WebhookEvent, 'serial'>): void {
    counters.taken += 1;
    serial += 1;
    endpoint.tell({ ...told, serial });
  }

  function update(next: Iterable<App>): void {
    const unused = new Map([...receivers].map(([id, all]) => [id, all.map(({ endpoint }) => endpoint)]));
    const pairs = Array.from(next, (app): [string, Receiver[]] => {
      const known = unused.get(app.id) ?? [];
      return [app.id, app.settings.webhooks.map((entry) => receiverOf(app, entry, known))];
    });
    receivers = new Map(pairs.filter(([, all]) => all.length > 0));
    for (const endpoint of [...unused.values()].flat()) endpoint.close();
    const ids = new Set(pairs.map(([id]) => id));
    for (const id of unused.keys()) if (!ids.has(id)) dead.forget(id);
  }

  /** An endpoint is known by its URL: what waits for it stays when the rest of its entry changes. */
  function receiverOf(app: App, entry: App['settings']['webhooks'][number], known: Endpoint[]): Receiver {
    const index = known.findIndex(({ url }) => url === entry.url);
    const [endpoint = new Endpoint(delivery, app, entry)] = index < 0 ? [] : known.splice(index, 1);
    endpoint.update(app, entry);
    return { endpoint, wants: createFilter(entry) };
  }

  function sendOne(appId: string, id: string): boolean {
    const delivery = dead.get(appId, id);
    const receiver = receivers.get(appId)?.find(({ endpoint }) => endpoint.url === delivery?.url);
    if (delivery === undefined || receiver === undefined) return false;
    dead.remove(appId, id);
    for (const event of delivery.events) tell(receiver.endpoint, event);
    return true;
  }

  update(apps);

  return {
    counters,
    update,

    accept(appId, fact) {
      const all = receivers.get(appId);
      if (all === undefined || !open) return;
      let told: Omit<WebhookEvent, 'serial'> | undefined;
      for (const { endpoint, wants } of all) {
        if (!wants(fact)) continue;
        told ??= describe(fact, clock.now());
        tell(endpoint, told);
      }
    },

    waiting() {
      const all = [...receivers.values()].flat().map(({ endpoint }) => endpoint);
      const oldestAt = Math.min(...all.map((endpoint) => endpoint.oldestAt));
      const events = all.reduce((sum, { size }) => sum + size, 0);
      return { events, oldestAt: Number.isFinite(oldestAt) ? oldestAt : undefined };
    },

    endpoints: (appId) =>
      (receivers.get(appId) ?? []).map(({ endpoint: { url, size, oldestAt } }) => {
        return { url, waiting: size, oldestAt, deadLetters: dead.count(appId, url) };
      }),

    deadLetters: dead.list,

    sendAgain(appId, id) {
      if (id !== undefined && dead.get(appId, id) === undefined) return undefined;
      const ids = id === undefined ? dead.ids(appId) : [id];
      const sent = ids.filter((one) => sendOne(appId, one)).length;
      return { sent, kept: ids.length - sent };
    },

    async close() {
      if (!open) return;
      open = false;
      const endpoints = [...receivers.values()].flat().map(({ endpoint }) => endpoint);
      const finished = Promise.all(endpoints.map((endpoint) => endpoint.leave()));
      await new Promise<void>((resolve) => {
        const timer = clock.after(settings.stopTimeMs, resolve);
        finished.then(() => {
          timer.cancel();
          resolve();
        }, resolve);
      });
      for (const endpoint of endpoints) endpoint.close();
    },
  };
}

function describe(fact: Fact, now: number): Omit<WebhookEvent, 'serial'> {
  const { name, channel } = fact;
  const text = JSON.stringify(fact);
  return { name, kind: kindOf[name], channel, text, bytes: Buffer.byteLength(text), at: now };
}
