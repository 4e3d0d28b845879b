import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Said } from './client.ts';
import type { Session } from './session.ts';
import { nowMicros } from './wire.ts';

/** Who each socket believes to be away, against what was done: member frames must alternate and come to all others. */
class Attendance {
  delivered = 0;
  duplicates = 0;
  readonly #away = new Map<Client, Set<string>>();

  take(client: Client, said: Said): void {
    const { user_id: user } = JSON.parse(String(said.data)) as { user_id: string };
    const away = this.#away.get(client) ?? new Set();
    this.#away.set(client, away);
    this.delivered += 1;
    const fits = said.event === 'pusher_internal:member_removed' ? !away.has(user) : away.has(user);
    if (!fits) this.duplicates += 1;
    if (said.event === 'pusher_internal:member_removed') away.add(user);
    else away.delete(user);
  }
}

export interface RejoinPlan {
  readonly prefix: string;
  /** Members of a channel; one of each channel at a time leaves and comes back. */
  readonly members: number;
  readonly ms: number;
}

/** Leave and rejoin, one after the other in each channel, all channels at once. */
export async function rejoin(session: Session, { prefix, members, ms }: RejoinPlan) {
  const attendance = new Attendance();
  const back = new Map<Client, () => void>();
  session.onSaid = (client, said) => {
    if (said.event.startsWith('pusher_internal:member_')) attendance.take(client, said);
    else if (said.event === 'pusher_internal:subscription_succeeded') back.get(client)?.();
  };
  const began = nowMicros();
  let operations = 0;
  const work = async (channel: number): Promise<void> => {
    for (let turn = 0; nowMicros() - began < ms * 1000; turn += 1) {
      const client = session.clients[channel * members + (turn % members)];
      if (client === undefined) return;
      const returned = new Promise<void>((resolve) => back.set(client, resolve));
      client.say('pusher:unsubscribe', { channel: `${prefix}${channel}` });
      client.subscribe(`${prefix}${channel}`);
      await returned;
      operations += 1;
    }
  };
  await Promise.all(Array.from({ length: session.clients.length / members }, (_, channel) => work(channel)));
  const micros = nowMicros() - began;
  const expected = operations * (members - 1) * 2;
  for (let idle = 0, before = -1; attendance.delivered < expected && idle < 1500; idle += 1) {
    if (attendance.delivered !== before) idle = 0;
    before = attendance.delivered;
    await pause(2);
  }
  session.onSaid = undefined;
  const { delivered, duplicates } = attendance;
  return { operations, micros, delivered, duplicates, lost: expected - delivered };
}
