import { type OnTrouble, Unavailable } from '../../../channels/ports.ts';
import type { Clock, Timer } from '../../../clock.ts';
import type { Connection } from '../io/connection.ts';

interface Topic {
  readonly name: string;
  wanted: number;
  /** Redis has confirmed it at least once, so what comes is heard, or fetched after a break. */
  heard: boolean;
  linger: Timer | undefined;
  waiting: { readonly resolve: () => void; readonly timer: Timer }[];
}

export interface SubscriptionsParts {
  readonly clock: Clock;
  readonly connection: Connection;
  readonly linger: number;
  readonly timeout: number;
  readonly onTrouble: OnTrouble;
  /** Heard again after a break: something may be missing. */
  readonly onHeardAgain: (subscriptions: readonly string[]) => void;
  readonly onDropped: (topic: string) => void;
}

export type Subscriptions = ReturnType<typeof createSubscriptions>;

const mostAtOnce = 1000;

/** A node hears what somebody here wants to hear, and stops a while after the last one is gone. */
export function createSubscriptions({
  clock,
  connection,
  linger,
  timeout,
  onTrouble,
  onHeardAgain,
  onDropped,
}: SubscriptionsParts) {
  const subscriptions = new Map<string, Topic>();
  let fresh: string[] = [];
  let round = 0;

  /** Those asked for in one turn go in one command. */
  function subscribeSoon(name: string): void {
    fresh.push(name);
    if (fresh.length > 1) return;
    setImmediate(() => {
      // Some may be dropped again by now.
      const names = fresh.splice(0).filter((one) => subscriptions.has(one));
      void subscribe(names, round);
    });
  }

  async function subscribe(names: readonly string[], asked: number): Promise<void> {
    try {
      for (let at = 0; at < names.length; at += mostAtOnce) {
        const some = names.slice(at, at + mostAtOnce);
        await connection.subscribe(some);
        if (asked === round) confirm(some);
      }
    } catch (error) {
      // Refused by Redis; or the connection broke, and all are asked for when it is back.
      if (connection.listening && asked === round) onTrouble('redis', 'subscribe', error);
    }
  }

  function confirm(names: readonly string[]): void {
    const again: string[] = [];
    for (const name of names) {
      const topic = subscriptions.get(name);
      if (topic === undefined) continue;
      if (topic.heard) again.push(name);
      answer(topic);
    }
    if (again.length > 0) onHeardAgain(again);
  }

  function answer(topic: Topic): void {
    topic.heard = true;
    for (const { resolve, timer } of topic.waiting.splice(0)) {
      timer.cancel();
      resolve();
    }
  }

  function drop(topic: Topic): void {
    subscriptions.delete(topic.name);
    onDropped(topic.name);
    if (connection.listening) connection.unsubscribe([topic.name]).catch(() => {}); // broken: nothing is heard any more
  }

  function open(name: string): Topic {
    const topic: Topic = { name, wanted: 0, heard: false, linger: undefined, waiting: [] };
    subscriptions.set(name, topic);
    if (connection.listening) subscribeSoon(name);
    return topic;
  }

  function wait(topic: Topic): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = clock.after(timeout, () => {
        topic.waiting = topic.waiting.filter((one) => one.timer !== timer);
        reject(new Unavailable('Redis does not confirm a subscription'));
      });
      topic.waiting.push({ resolve, timer });
    });
  }

  return {
    /** Settles when what is published from now on will be heard. To be released once, also when it fails. */
    hold(name: string): Promise<void> | undefined {
      const topic = subscriptions.get(name) ?? open(name);
      topic.wanted += 1;
      topic.linger?.cancel();
      topic.linger = undefined;
      return topic.heard ? undefined : wait(topic);
    },
    release(name: string): void {
      const topic = subscriptions.get(name);
      if (topic === undefined) return;
      topic.wanted -= 1;
      if (topic.wanted === 0) topic.linger = clock.after(linger, () => drop(topic));
    },
    /** The subscriber is connected anew. What only lingers is not worth it. */
    listening(): void {
      round += 1;
      fresh = [];
      for (const topic of subscriptions.values()) {
        if (topic.wanted > 0) continue;
        topic.linger?.cancel();
        subscriptions.delete(topic.name);
        onDropped(topic.name);
      }
      void subscribe([...subscriptions.keys()], round);
    },
    get size() {
      return subscriptions.size;
    },
    close(): void {
      for (const { linger: timer, waiting } of subscriptions.values()) {
        timer?.cancel();
        for (const one of waiting) one.timer.cancel();
      }
      subscriptions.clear();
    },
  };
}
