import { call } from '../../../src/domains/call.ts';
import { type TestClient, type TestCore, testCore } from '../core/core.ts';
import { dataOf, entered } from './fixture-domain.ts';

export const room = 'presence-call-r';
export const red = `${room}--red`;
export const start = (): Promise<TestCore> => testCore({}, undefined, { domains: [call] });
export const peer = (core: TestCore, id: string, info: object = {}, channel = room): Promise<TestClient> =>
  entered(core, channel, id, { username: `Name ${id}`, ...info });

/** What a client heard, as `event data`, without what Pusher itself says. */
export const heard = ({ socket }: TestClient): string[] =>
  socket
    .take()
    .filter(({ event }) => !event.startsWith('pusher'))
    .map(({ event, data }) => `${event} ${data as string}`);
export const deaf = (...clients: TestClient[]): void => {
  for (const { socket } of clients) socket.take();
};

export const snapshotOf = ({ socket }: TestClient): Record<string, unknown> =>
  dataOf(socket.take().find(({ event }) => event === 'peers'));
export const refusalType = ({ socket }: TestClient): unknown => {
  const found = socket.take().find(({ event }) => event === 'pusher:subscription_error');
  return (found?.data as { type: string } | undefined)?.type;
};

export const say = (client: TestClient, name: string, data: object = {}, channel = room): Promise<void> =>
  client.say(`client-${name}`, data, channel);
