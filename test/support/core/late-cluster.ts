import type { Cluster } from '../../../src/channels/ports/cluster.ts';
import { seeded } from '../random/random.ts';
import { settled } from './clock.ts';

export interface LateCluster extends Cluster {
  /** Nothing is under way: every operation was answered, every event handed over. */
  idle(): Promise<void>;
}

/**
 * A cluster where everything takes a while: each operation takes effect after a random number of event-loop turns, each
 * answer and each event comes after some more, so answers overtake one another and events overtake answers. What the
 * port promises stays true: events come in order, an answer after the events up to it, and a publish takes effect before
 * whatever was called after it.
 */
export function lateCluster(inner: Cluster, seed: number): LateCluster {
  const random = seeded(seed);
  let pending = 0;
  let published = Promise.resolve();
  let handed = Promise.resolve();

  async function turns(most: number): Promise<void> {
    for (let left = Math.floor(random() * (most + 1)); left > 0; left -= 1) await settled();
  }

  function handOver(run: () => void): void {
    pending += 1;
    handed = handed
      .then(() => turns(2))
      .then(run)
      .finally(() => {
        pending -= 1;
      });
  }

  async function late<T>(run: () => Promise<T>): Promise<T> {
    const before = published;
    pending += 1;
    try {
      await turns(5);
      await before;
      const answer = await run();
      const events = handed;
      await turns(5);
      await events;
      return answer;
    } finally {
      pending -= 1;
    }
  }

  return {
    serves: inner.serves,
    start: (listener) =>
      inner.start({
        event: (...event) => handOver(() => listener.event(...event)),
        terminate: (...user) => handOver(() => listener.terminate(...user)),
        fact: (...fact) => listener.fact(...fact),
        elsewhere: (...count) => listener.elsewhere(...count),
        forgot: (...what) => listener.forgot(...what),
      }),
    publish(app, events) {
      let tookEffect = (): void => {};
      const effect = new Promise<void>((resolve) => {
        tookEffect = resolve;
      });
      const answer = late(async () => {
        try {
          await inner.publish(app, events);
        } finally {
          tookEffect();
        }
      });
      published = effect;
      return answer;
    },
    join: (...join) => late(() => inner.join(...join)),
    leave: (...leave) => late(() => inner.leave(...leave)),
    signIn: (...user) => late(() => inner.signIn(...user)),
    signOut: (...user) => late(() => inner.signOut(...user)),
    watch: (...users) => late(() => inner.watch(...users)),
    unwatch: (...users) => late(() => inner.unwatch(...users)),
    terminate: (...user) => late(() => inner.terminate(...user)),
    channels: (...prefix) => late(() => inner.channels(...prefix)),
    counts: (...channels) => late(() => inner.counts(...channels)),
    users: (...channel) => late(() => inner.users(...channel)),
    members: (app) => inner.members(app),
    room: (...room) => late(() => inner.room(...room)),
    commit: (...step) => late(() => inner.commit(...step)),
    history: (...range) => late(() => inner.history(...range)),
    lastEvent: (...channel) => late(() => inner.lastEvent(...channel)),
    connections: (...count) => inner.connections(...count),
    connectionsElsewhere: (app) => late(() => inner.connectionsElsewhere(app)),
    notReady: () => inner.notReady(),
    leaving: () => inner.leaving(),
    close: () => inner.close(),
    async idle() {
      do await settled();
      while (pending > 0);
    },
  };
}
