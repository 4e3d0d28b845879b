import t from 'tap';
import type { Clock } from '../../src/clock.ts';
import { createCoalescer } from '../../src/transport/coalescer.ts';
import { createWindow } from '../../src/transport/window.ts';

/** What a publish and a send cost the server that is played, ms. */
const publishMs = 0.014;
const sendMs = 0.0012;

interface Load {
  /** Of each topic, in turn. */
  readonly subscribers: readonly number[];
  /** Publishes that wait for their delivery before the next, or so many a second whatever comes of them. */
  readonly inFlight?: number;
  readonly perSecond?: number;
  readonly budgetMs?: number;
}

interface Played {
  /** Publishes that were delivered, a second. */
  readonly perSecond: number;
  /** Of its time. */
  readonly busy: number;
  /** In the mean, ms. */
  readonly waited: number;
}

/** Plays a server of one thread that has nothing else to do, for so many seconds; what is answered is of the second half. */
function play({ subscribers, inFlight = 0, perSecond = 0, budgetMs = 5 }: Load, seconds = 8): Played {
  let now = 0;
  let worked = 0;
  let asked = { now: 0, worked: 0 };
  let timer: { at: number; run: () => void } | undefined;
  const clock: Clock = {
    now: () => Math.floor(now),
    after(ms, run) {
      const mine = { at: now + ms, run };
      timer = mine;
      return {
        cancel() {
          if (timer === mine) timer = undefined;
        },
      };
    },
  };
  const busy = (): number => {
    const share = (worked - asked.worked) / Math.max(now - asked.now, 0.001);
    asked = { now, worked };
    return share;
  };
  const work = (ms: number): void => {
    now += ms;
    worked += ms;
  };
  const window = createWindow({
    clock,
    busy,
    subscribers: (topic) => subscribers[Number(topic)] ?? 0,
    settings: () => ({ budgetMs, utilisation: 0.5 }),
  });
  let reached = new Set<string>();
  const done = { deliveries: 0, waited: 0, worked: 0 };
  const arrivals: number[] = Array.from({ length: inFlight }, () => 0);
  const half = seconds * 500;
  const coalescer = createCoalescer(
    (topic, frame) => {
      // The engine writes what is published in one turn to each socket in one go.
      if (!reached.has(topic)) work((subscribers[Number(topic)] ?? 0) * sendMs);
      reached.add(topic);
      if (now < half) done.worked = worked;
      else {
        done.deliveries += 1;
        done.waited += now - Number(frame);
      }
      if (inFlight > 0) arrivals.push(now);
    },
    clock,
    window,
  );
  for (let turn = 0, next = 0; now < seconds * 1000; turn += 1) {
    const at = perSecond > 0 ? next : (arrivals[0] ?? Number.POSITIVE_INFINITY);
    reached = new Set();
    if (timer !== undefined && timer.at <= Math.max(at, now)) {
      const { at: due, run } = timer;
      timer = undefined;
      now = Math.max(now, due);
      run();
      continue;
    }
    now = Math.max(now, at);
    if (perSecond > 0) next += 1000 / perSecond;
    else arrivals.shift();
    work(publishMs);
    coalescer.publish(String(turn % subscribers.length), String(at), undefined);
  }
  const spent = now - half;
  return {
    perSecond: (done.deliveries / spent) * 1000,
    busy: (worked - done.worked) / spent,
    waited: done.waited / done.deliveries,
  };
}

const many = (topics: number, sockets: number): number[] => Array(topics).fill(sockets);
const shut = (load: Load): Played => play({ ...load, budgetMs: 0 });

t.test('[H26] nobody who waits for an answer is slowed where a window saves nothing', async (t) => {
  const loads: Record<string, Load> = {
    'one subscriber, 64 in flight': { subscribers: [1], inFlight: 64 },
    'a hundred channels of ten, 64 in flight': { subscribers: many(100, 10), inFlight: 64 },
    'a hundred channels of eleven, 200 in flight': { subscribers: many(100, 11), inFlight: 200 },
    'a thousand subscribers, one in flight': { subscribers: [1000], inFlight: 1 },
    'a thousand subscribers, three in flight': { subscribers: [1000], inFlight: 3 },
  };
  for (const [name, load] of Object.entries(loads)) {
    const ours = play(load, 20);
    const plain = shut(load);
    t.ok(ours.perSecond >= 0.97 * plain.perSecond, `${name}: ${ours.perSecond} of ${plain.perSecond} a second`);
    t.ok(ours.waited <= 1.1 * plain.waited, `${name}: ${ours.waited} of ${plain.waited} ms`);
  }
});

t.test('[H26] many sockets that get several frames in a window get them together, and it is cheaper', async (t) => {
  const open = { subscribers: [1000], perSecond: 500 };
  const { busy, waited } = play(open);
  t.ok(busy <= 0.6 * shut(open).busy, `busy ${busy} of ${shut(open).busy}`);
  t.ok(waited <= 5 + 1 + 1.2, `${waited} ms`);
  const closed = { subscribers: [1000], inFlight: 16 };
  t.ok(play(closed).perSecond >= 2 * shut(closed).perSecond, 'and sixteen publishers that wait are faster');
});

t.test('[H26] while there is time, nothing waits; a budget of 0 never opens a window', async (t) => {
  t.ok(play({ subscribers: [1000], perSecond: 50 }).waited < 1.3);
  t.ok(play({ subscribers: [1000], perSecond: 500, budgetMs: 0 }).waited < 1.3);
});
