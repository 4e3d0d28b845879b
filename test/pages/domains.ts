import { join } from 'node:path';
import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import { subscribed } from '../support/clients/stock.ts';
import { type PusherClient, type TestServer, testServer } from '../support/nodes/server.ts';
import { runScript } from '../support/pages/run-block.ts';
import type { Run } from './run.ts';

const room = 'presence-webinar-7';

const webinar = (t: Test, capacity = 100): Promise<TestServer> =>
  testServer(t, { clientEvents: true, domains: ['webinar'], domainOptions: { webinar: { capacity } } });

const member = (server: TestServer, userId: string): Promise<PusherClient> =>
  server.pusher({ userId, userInfo: { name: userId, role: 'admin' } });

export const domains: readonly Run[] = [
  {
    holds: '"domains": [',
    async run(t, text) {
      const file = join(t.testdir({ 'carillon.json': text }), 'carillon.json');
      t.match(loadConfig({ file, env: {} }).apps[0], { domainOptions: { 'chat-room': { announce: true } } });
    },
  },
  {
    holds: "channel.bind('chat_message'",
    async run(t, text) {
      const server = await webinar(t);
      const pusher = await member(server, 'ann');
      let complain = (_: unknown): void => {};
      const added = new Promise((resolve) => {
        complain = resolve;
      });
      const shown: unknown[] = [];
      const show = (...all: unknown[]) => void shown.push(all);
      const add = (...all: unknown[]) => complain(all);
      // What it says at once would be said before it is in.
      const [binding = '', saying = ''] = text.split(/(?=channel\.trigger)/);
      await runScript(binding, { pusher, show, add, complain });
      const channel = pusher.channel(room);
      await subscribed(channel);
      await runScript(saying, { channel });
      t.match(await added, ['ann', 'Hello']);
      t.equal(shown.length, 1);
    },
  },
  {
    holds: 'ROOM_FULL',
    async run(t, text) {
      const server = await webinar(t, 1);
      const first = await member(server, 'ann');
      await subscribed(first.subscribe(room));
      const pusher = await member(server, 'ben');
      const channel = pusher.subscribe(room);
      const again = new Promise<() => void>((offerToTryAgain) => {
        void runScript(text, { channel, pusher, offerToTryAgain });
      });
      const tryAgain = await again;
      first.unsubscribe(room);
      await new Promise((resolve) => {
        const other = server.raw().then((client) => client.barrier());
        void other.then(resolve);
      });
      const inside = subscribed(channel);
      tryAgain();
      await inside;
      t.equal(channel.subscribed, true);
    },
  },
  {
    holds: 'await pusher.trigger(',
    async run(t, text) {
      const server = await webinar(t);
      const channel = (await member(server, 'ann')).subscribe(room);
      const heard = new Promise((resolve) => channel.bind('webinar-updated', resolve));
      await subscribed(channel);
      const response = (await runScript(`${text}\nreturn response;`, { pusher: server.sdk })) as Response;
      t.match(await heard, { title: 'Hello', status: 'live' });
      t.same(Object.keys((await response.json()) as object), ['history']);
    },
  },
];
