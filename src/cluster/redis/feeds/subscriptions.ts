import { type OnError, Unavailable } from '../../../channels/ports/errors.ts';
import type { Clock, Timer } from '../../../clock.ts';
import type { Connection } from '../io/connection.ts';

interface Topic {
  readonly name: string;
  subscribers: number;
  /** Redis has confirmed it at least once, so what comes is heard, or fetched after a break. */
  heard: boolean;
  linger: Timer | undefined;
  waiting: { readonly resolve: () => void; readonly timer: Timer }[];
}

export interface SubscriptionsParts {
  readonly clock: Clock;
  /** Runs at the end of this turn. */
  readonly defer: (run: () => void) => void;
  readonly connection: Pick<Connection, 'listening' | 'stalled' | 'subscribe' | 'unsubscribe'>;
  readonly linger: number;
  readonly timeout: number;
  readonly onError: OnError;
  /** The connection is another one, and what was heard is not heard any more. */
  readonly onBroken: () => void;
  /** All of it is heard again: something may be missing. */
  readonly onHeardAgain: () => void;
  readonly onDropped: (topic: string) => void;
}

const maxAtOnce = 1000;

/** A node hears what somebody here wants to hear, and stops a while after the last one is gone. */
export function createSubscriptions({
  clock,
  defer,
  connection,
  linger,
  timeout,
  onError,
  onBroken,
  onHeardAgain,
  onDropped,
}: SubscriptionsParts) {
  const topics = new Map<string, Topic>();
  let fresh: string[] = [];
  let round = 0;

  /** Those asked for in one turn go in one command. */
  function subscribeSoon(name: string): void {
    fresh.push(name);
    if (fresh.length > 1) return;
    defer(() => {
      // Some may be dropped again by now.
      const names = fresh.splice(0).filter((one) => topics.has(one));
      void ask(names, round);
    });
  }

  async function ask(names: readonly string[], asked: number): Promise<void> {
    try {
      for (let at = 0; at < names.length; at += maxAtOnce) {
        const some = names.slice(at, at + maxAtOnce);
        await connection.subscribe(some);
        if (asked === round) confirm(some);
      }
    } catch (error) {
      // Refused by Redis; or the connection broke, and all are asked for when it is back.
      if (connection.listening && asked === round) onError('redis', 'subscribe', error);
    }
  }

  function confirm(names: readonly string[]): void {
    for (const name of names) {
      const topic = topics.get(name);
      if (topic !== undefined) answer(topic);
    }
  }

  function answer(topic: Topic): void {
    topic.heard = true;
    for (const { resolve, timer } of topic.waiting.splice(0)) {
      timer.cancel();
      resolve();
    }
  }

  function drop(topic: Topic): void {
    topics.delete(topic.name);
    onDropped(topic.name);
    if (connection.listening) connection.unsubscribe([topic.name]).catch(() => {}); // broken: nothing is heard any more
  }

  function open(name: string): Topic {
    const topic: Topic = { name, subscribers: 0, heard: false, linger: undefined, waiting: [] };
    topics.set(name, topic);
    if (connection.listening) subscribeSoon(name);
    return topic;
  }

  function wait(topic: Topic): Promise<void> {
    if (connection.stalled !== undefined) return Promise.reject(new Unavailable(connection.stalled));
    return new Promise((resolve, reject) => {
      const timer = clock.after(timeout, () => {
        topic.waiting = topic.waiting.filter((one) => one.timer !== timer);
        reject(new Unavailable('Redis does not confirm a subscription'));
      });
      topic.waiting.push({ resolve, timer });
    });
  }

  return {
    /** Settles when what is published from now on will be heard. To be unsubscribed once, also when it fails. */
    subscribe(name: string): Promise<void> | undefined {
      const topic = topics.get(name) ?? open(name);
      topic.subscribers += 1;
      topic.linger?.cancel();
      topic.linger = undefined;
      return topic.heard ? undefined : wait(topic);
    },
    unsubscribe(name: string): void {
      const topic = topics.get(name);
      if (topic === undefined) return;
      topic.subscribers -= 1;
      if (topic.subscribers === 0) topic.linger = clock.after(linger, () => drop(topic));
    },
    /** The subscriber is connected anew. What only lingers is not worth it. */
    async listening(): Promise<void> {
      round += 1;
      fresh = [];
      const asked = round;
      if (asked > 1) onBroken();
      for (const topic of topics.values()) {
        if (topic.subscribers > 0) continue;
        topic.linger?.cancel();
        topics.delete(topic.name);
        onDropped(topic.name);
      }
      await ask([...topics.keys()], asked);
      if (asked > 1 && asked === round && connection.listening) onHeardAgain();
    },
    close(): void {
      for (const { linger: timer, waiting } of topics.values()) {
        timer?.cancel();
        for (const one of waiting) one.timer.cancel();
      }
      topics.clear();
    },
  };
}
