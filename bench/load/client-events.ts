import { textFrame } from './frames.ts';
import { pace } from './pace.ts';
import type { Session } from './session.ts';
import { stampedData } from './stamp.ts';
import { nowMicros } from './wire.ts';

export interface ClientEventPlan {
  readonly prefix: string;
  readonly rate: number;
  readonly ms: number;
  readonly bytes: number;
}

const sent = new WeakMap<Session, number[]>();

/** Every socket of a session in its turn says an event to the others of its channel; the sender is the lane. */
export async function sayClientEvents(session: Session, { prefix, rate, ms, bytes }: ClientEventPlan) {
  const last = sent.get(session) ?? [];
  sent.set(session, last);
  const began = nowMicros();
  let events = 0;
  await pace(rate, ms, (turn) => {
    // A stride, so that neighbours of one channel do not speak in a row.
    const client = session.clients[(turn * 7) % session.clients.length];
    const channel = client?.plan.ledger.channels[0] ?? 0;
    const stream = channel * session.lanes + ((client?.plan.index ?? 0) % session.lanes);
    const number = (last[stream] ?? 0) + 1;
    last[stream] = number;
    events += 1;
    const data = stampedData(number, stream, nowMicros(), bytes);
    client?.wire.write(textFrame(JSON.stringify({ event: 'client-benched', channel: `${prefix}${channel}`, data })));
  });
  return { events, last: Array.from(last, (number) => number ?? 0), micros: nowMicros() - began };
}
