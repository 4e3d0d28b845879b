import { textFrame } from './frames.ts';
import { pace } from './pace.ts';
import type { Session } from './session.ts';
import { stampedData } from './stamp.ts';
import { nowMicros } from './wire.ts';

export interface ClientEventPlan {
  readonly prefix: string;
  /** Events a second; undefined: one in flight on each of `atOnce` channels, until all others there have got it. */
  readonly rate?: number | undefined;
  readonly atOnce?: number | undefined;
  /** Members of each channel. */
  readonly per: number;
  readonly ms: number;
  readonly bytes: number;
}

const sent = new WeakMap<Session, number[]>();

/** Says one event of a client to its channel. */
type Say = (client: Session['clients'][number] | undefined) => void;

/** Sockets of a session in their turn say an event to the others of their channel; the sender is the lane. */
export async function sayClientEvents(session: Session, plan: ClientEventPlan) {
  const last = sent.get(session) ?? [];
  sent.set(session, last);
  const began = nowMicros();
  let events = 0;
  const say: Say = (client) => {
    const channel = client?.plan.ledger.channels[0] ?? 0;
    const stream = channel * session.lanes + ((client?.plan.index ?? 0) % session.lanes);
    const number = (last[stream] ?? 0) + 1;
    last[stream] = number;
    events += 1;
    const data = stampedData(number, stream, nowMicros(), plan.bytes);
    const name = `${plan.prefix}${channel}`;
    client?.wire.write(textFrame(JSON.stringify({ event: 'client-benched', channel: name, data })));
  };
  if (plan.rate === undefined) await closedLoop(session, plan, say);
  // A stride, so that neighbours of one channel do not speak in a row.
  else await pace(plan.rate, plan.ms, (turn) => say(session.clients[(turn * 7) % session.clients.length]));
  return { events, last: Array.from(last, (number) => number ?? 0), micros: nowMicros() - began };
}

/** The first member of each of so many channels, each as soon as its event before has come to the others. */
function closedLoop(session: Session, { per, atOnce = 1, ms }: ClientEventPlan, say: Say): Promise<void> {
  const until = nowMicros() + ms * 1000;
  const owed = Array.from({ length: atOnce }, () => per - 1);
  let running = atOnce;
  return new Promise((resolve) => {
    session.onDelivered = (stream) => {
      const channel = Math.floor(stream / session.lanes);
      owed[channel] = (owed[channel] ?? 0) - 1;
      if (owed[channel] > 0) return;
      owed[channel] = per - 1;
      if (nowMicros() < until) return say(session.clients[channel * per]);
      running -= 1;
      if (running > 0) return;
      session.onDelivered = undefined;
      resolve();
    };
    for (let channel = 0; channel < atOnce; channel += 1) say(session.clients[channel * per]);
  });
}
