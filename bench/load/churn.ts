import type { Session } from './session.ts';
import { nowMicros } from './wire.ts';

export interface ChurnPlan {
  readonly prefix: string;
  readonly channels: number;
  readonly ms: number;
  readonly atOnce: number;
}

let turn = 0;

/** Connects, subscribes, is gone; so many at a time, as fast as they are served. */
export async function churn(session: Session, { prefix, channels, ms, atOnce }: ChurnPlan) {
  const began = nowMicros();
  let connects = 0;
  const work = async (): Promise<void> => {
    while (nowMicros() - began < ms * 1000) {
      turn += 1;
      // Spread over addresses, as the ports of one run short.
      const client = session.open((turn % 16) * 10_000, prefix, [turn % channels]);
      await client.ready;
      client.wire.destroy();
      await client.closed;
      connects += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { connects, micros: nowMicros() - began };
}
