import { setTimeout as pause } from 'node:timers/promises';
import { nowMicros } from './wire.ts';

/** Calls `send` so often a second, for so long; what a late timer missed is made up for at once. */
export async function pace(rate: number, ms: number, send: (turn: number) => void): Promise<void> {
  const began = nowMicros();
  const turns = Math.round((rate * ms) / 1000);
  for (let turn = 0; turn < turns; ) {
    const due = Math.min(turns, ((nowMicros() - began) * rate) / 1e6);
    for (; turn < due; turn += 1) send(turn);
    await pause(1);
  }
}
