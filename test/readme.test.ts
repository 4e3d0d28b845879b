import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Echo from 'laravel-echo';
import Pusher from 'pusher';
import pusherJs from 'pusher-js';
import t from 'tap';
import { loadConfig } from '../src/config/load.ts';
import { createLog } from '../src/log.ts';
import { startServer } from '../src/server.ts';

const PusherClient = pusherJs as unknown as typeof pusherJs.default;
const top = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, top), 'utf8');
const pages = [
  ...readdirSync(top).filter((name) => name.endsWith('.md')),
  ...readdirSync(new URL('docs/', top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The README's piece of code in which this word stands. */
function piece(language: string, word: string): string {
  const pieces = [...read('README.md').matchAll(new RegExp(`\`\`\`${language}\\n([^\`]*)\`\`\``, 'g'))];
  const found = pieces.map(([, code = '']) => code).find((code) => code.includes(word));
  if (found === undefined) throw new Error(`the README has no ${language} with ${word}`);
  return found;
}

t.test("the README's lines for pusher-js, Echo and Laravel exchange events", async (t) => {
  const config = loadConfig({ env: {}, flags: { port: '0', 'drain-time': '0' } });
  const server = await startServer(config, createLog('silent'));
  t.teardown(() => server.stop());
  const run = (code: string, names: Record<string, unknown>): void =>
    new Function(...Object.keys(names), code.replaceAll('6001', String(server.port)))(...Object.values(names));

  const env = new Map(
    piece('ini', 'PUSHER_APP_ID')
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
  const setting = (name: string): string => env.get(`PUSHER_${name}`)?.replace('6001', String(server.port)) ?? '';
  const sdk = new Pusher({
    appId: setting('APP_ID'),
    key: setting('APP_KEY'),
    secret: setting('APP_SECRET'),
    host: setting('HOST'),
    port: setting('PORT'),
    useTLS: setting('SCHEME') === 'https',
  });

  const clients: InstanceType<typeof PusherClient>[] = [];
  class Client extends PusherClient {
    constructor(...args: ConstructorParameters<typeof PusherClient>) {
      super(...args);
      clients.push(this);
    }
  }
  t.teardown(() => {
    for (const client of clients) client.disconnect();
  });
  const logged = new Promise((log) => run(piece('js', 'new Pusher('), { Pusher: Client, console: { log } }));
  const window: { Echo?: Echo<'pusher'> } = {};
  class EchoWithClient extends Echo<'pusher'> {
    constructor(options: ConstructorParameters<typeof Echo<'pusher'>>[0]) {
      super({ ...options, Pusher: Client as never });
    }
  }
  run(piece('js', 'new Echo('), { Echo: EchoWithClient, window });
  const listened = new Promise((resolve) => window.Echo?.channel('news').listen('.headline', resolve));
  await Promise.all(clients.map((client) => subscribed(client)));
  t.equal(clients.length, 2);
  await sdk.trigger('news', 'headline', { id: 7 });
  t.same(await logged, { id: 7 });
  t.same(await listened, { id: 7 });
});

function subscribed(client: InstanceType<typeof PusherClient>): Promise<unknown> {
  const channel = client.channel('news');
  return channel.subscribed
    ? Promise.resolve()
    : new Promise((resolve) => channel.bind('pusher:subscription_succeeded', resolve));
}

t.test('links lead somewhere, and scripts that are named exist', async (t) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  t.ok(pages.length >= 8, `looked at ${pages.length} pages`);
  let links = 0;
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)) {
      links += 1;
      t.ok(existsSync(new URL(target, new URL(page, top))), `${page}: ${target}`);
    }
    for (const [, name = ''] of read(page).matchAll(/\bnpm run ([\w:-]+)/g)) t.ok(scripts[name], `${page}: ${name}`);
  }
  t.ok(links >= 15, `followed ${links} links`);
});
