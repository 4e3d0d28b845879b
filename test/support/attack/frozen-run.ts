import { hmac } from '../../../src/protocol/hmac.ts';
import { channelText } from '../../../src/protocol/signatures.ts';
import { HandSocket } from '../clients/hand-socket.ts';
import { LeanReader } from '../clients/lean-reader.ts';
import { credentials } from '../core/core.ts';
import { call } from '../http/api.ts';
import { seeded } from '../random/random.ts';

const everybody = 100;
/** How many of them stop reading. */
export const frozen = 10;
const perBatch = 20;

/** The app that such a run wants. */
export const frozenApp = { ...credentials, limits: { eventsPerBatch: perBatch } };

async function join(port: number, channel: string, user: string): Promise<HandSocket> {
  const hand = await HandSocket.open(port, `/app/${credentials.key}?protocol=7`);
  await hand.next('established').then((text) => {
    const socketId = /socket_id\\":\\"([\d.]+)/.exec(text ?? '')?.[1] ?? '';
    const data = JSON.stringify({ user_id: user });
    const auth = `${credentials.key}:${hmac(credentials.secret, channelText(socketId, channel, data))}`;
    hand.say('pusher:subscribe', { channel, auth, channel_data: data });
  });
  await hand.next('subscription_succeeded');
  return hand;
}

export interface Run {
  readonly seed: number;
  readonly channel: string;
  readonly bytes: number;
}

/** 100 join, 10 of them stop reading at some moment, and so much is published; answers what went wrong. */
export async function frozenRun(port: number, { seed, channel, bytes }: Run): Promise<string[]> {
  const random = seeded(seed);
  const hands: HandSocket[] = [];
  for (let n = 0; n < everybody; n += 1) hands.push(await join(port, channel, `u${n}`));
  const order = [...hands].sort(() => random() - 0.5);
  const stuck = order.slice(0, frozen);
  for (const one of stuck) one.socket.pause();
  let wake = (): void => {};
  const readers = order.slice(frozen).map((hand) => new LeanReader(hand, () => wake()));
  const until = async (holds: (reader: LeanReader) => boolean): Promise<void> => {
    while (!readers.every((reader) => holds(reader) || reader.hand.socket.destroyed)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  let number = 0;
  for (let sent = 0; sent < bytes; ) {
    const batch = Array.from({ length: 1 + Math.floor(random() * perBatch) }, () => {
      number += 1;
      const size = random() < 0.8 ? 10_200 : 1 + Math.floor(random() * 10_000);
      sent += size;
      return { name: 'n', channel, data: `#${String(number).padStart(8, '0')}${'x'.repeat(size)}` };
    });
    const { status } = await call(port, 'POST', '/apps/app-1/batch_events', { body: { batch } });
    if (status !== 200) return [`batch of ${number} was answered ${status}`];
    await until(({ last }) => last === number);
  }
  await until(({ removed }) => removed.length === frozen);
  const wrong = readers.flatMap(({ last, broken, removed, hand }, index) => {
    if (hand.socket.destroyed) return [`reader ${index} was cut off`];
    if (last !== number || broken !== undefined) return [`reader ${index} heard up to ${last} of ${number}: ${broken}`];
    return new Set(removed).size === frozen ? [] : [`reader ${index} heard of ${removed.length} who left`];
  });
  for (const one of hands) one.socket.resetAndDestroy();
  return wrong;
}
