import t from 'tap';
import { HandSocket } from '../support/clients/hand-socket.ts';
import { countOf, stockClients } from '../support/clients/stock-clients.ts';
import { startCli } from '../support/nodes/cli.ts';
import { memoryOf } from '../support/nodes/memory.ts';
import { credentials } from '../support/nodes/server.ts';

const stock = 300;
const raw = 700;
const channels = Array.from({ length: 50 }, (_, n) => `c${n}`);

/** Connects and subscribes everything; comes back, as a client does, when it was refused or cut. Answers how often it came. */
async function comeIn(port: number): Promise<{ hand: HandSocket; attempts: number }> {
  for (let attempts = 1; ; attempts += 1) {
    const hand = await HandSocket.open(port, `/app/${credentials.key}?protocol=7`);
    for (const channel of channels) hand.say('pusher:subscribe', { channel });
    for (let done = 0; done < channels.length; done += 1) {
      if ((await hand.next('subscription_succeeded')) === undefined) break;
      if (done === channels.length - 1) return { hand, attempts };
    }
  }
}

t.test('1,000 clients with 50 channels each reconnect at once through one address: all are subscribed', async (t) => {
  const port = 30_000 + (process.pid % 2000);
  const flags = ['--apps', JSON.stringify([credentials]), '--host', '127.0.0.1', '--port', String(port)];
  const first = await startCli(t, flags);
  const options = { wsHost: '127.0.0.1', wsPort: port, forceTLS: false, cluster: '' };
  const wanted = { key: credentials.key, clients: stock / 2, options, channels };
  const children = [stockClients(t, wanted), stockClients(t, wanted)];
  const all = (times: number) =>
    Promise.all(
      children.map((child) =>
        child.until((reports) => countOf(reports, 'subscribed') >= (times * stock * channels.length) / 2),
      ),
    );
  await all(1);
  // Everybody loses the server in the same moment.
  first.cli.signal('SIGKILL');
  await first.cli.ended;
  const second = await startCli(t, flags);
  const started = Date.now();
  const came = await Promise.all(Array.from({ length: raw }, () => comeIn(port)));
  await all(2);
  t.comment(
    `all subscribed after ${Date.now() - started} ms, in ${Math.max(...came.map(({ attempts }) => attempts))} attempts at most; ` +
      `${Math.round(memoryOf(second.cli.child).now / 1024 / 1024)} MB`,
  );
  t.equal(came.length, raw);
  for (const { hand } of came) hand.socket.destroy();
  second.cli.signal('SIGTERM');
  t.equal((await second.cli.ended).status, 0);
});
