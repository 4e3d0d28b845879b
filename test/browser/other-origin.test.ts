import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { RawClient } from '../support/clients/raw-client.ts';
import { signQuery } from '../support/http/api.ts';
import { browse, elsewhere, joinCall, type Tab } from './browser.ts';
import { startDevelopment } from './development.ts';

// What everybody knows of the development app is known to any page; what keeps that page out is its name.
const app = { key: 'app-key', secret: 'app-secret' };

interface Attack {
  /** Where the development default runs. */
  readonly port: number;
  readonly base: string;
  /** A page of another origin, open. */
  readonly tab: Tab;
}

/** Somebody opens this page of another origin while the development default runs. */
async function visit(t: Test, html: (base: string) => string): Promise<Attack> {
  const { base } = await startDevelopment(t);
  const hoster = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><title>Kittens</title>${html(base)}`);
  });
  hoster.listen(0, '127.0.0.1');
  await once(hoster, 'listening');
  t.teardown(() => new Promise((resolve) => hoster.close(resolve)));
  const visitors = await browse(t);
  const tab = await visitors.open(`http://${elsewhere}:${(hoster.address() as AddressInfo).port}/`);
  return { port: Number(new URL(base).port), base, tab };
}

const signed = (method: string, path: string, body = ''): string =>
  `${path}?${new URLSearchParams(signQuery(method, path, Buffer.from(body), app))}`;

async function subscriber(t: Test, port: number): Promise<RawClient> {
  const client = new RawClient(`ws://127.0.0.1:${port}/app/${app.key}?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  await client.join('news');
  return client;
}

t.test('[C39] a page of another origin: its socket does not join', async (t) => {
  const { tab, port } = await visit(t, () => '');
  const met = await tab.page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket('ws://127.0.0.1:${port}/app/${app.key}?protocol=7');
    socket.onmessage = ({ data }) => resolve(JSON.parse(data).event);
    socket.onclose = ({ code }) => resolve(code);
  })`);
  t.equal(met, 4009);
});

t.test('[D72] a page of another origin: its form publishes nothing', async (t) => {
  const [name, value] = ['{"name":"planted","channel":"news","data":"', '"}'];
  const path = signed('POST', '/apps/app-id/events', `${name}=${value}\r\n`);
  const { tab, port } = await visit(
    t,
    (base) => `<form method="post" enctype="text/plain" action="${base}${path}">
      <input type="hidden" name='${name}' value='${value}'><button>See more kittens</button></form>`,
  );
  const reader = await subscriber(t, port);
  const answered = tab.page.waitForResponse((one) => one.url().includes('/apps/app-id/events'));
  await tab.page.getByRole('button').click();
  const response = await answered;
  const frames = await reader.barrier();
  t.notOk(
    frames.some(({ event }) => event === 'planted'),
    'nobody got anything',
  );
  t.equal(response.status(), 403);
});

t.test('[D72] a name of somebody else that was rebound to this machine reads nothing', async (t) => {
  const { tab, port } = await visit(t, () => '');
  await subscriber(t, port);
  await tab.page.goto(`http://${elsewhere}:${port}/nothing`);
  const read = async (path: string): Promise<unknown> =>
    tab.page.evaluate(`fetch('${path}').then(async (answer) => [answer.status, await answer.text()])`);
  const [status, text] = (await read(signed('GET', '/apps/app-id/channels'))) as [number, string];
  t.notMatch(text, /news/, 'which channels there are');
  t.equal(status, 403);
  t.match(await read('/examples/'), [403]);
});

/** Counts, in whatever the tab opens from now on, how often a page asked for camera or microphone. */
const countAsked = (page: Page): Promise<unknown> =>
  page.addInitScript(`
    window.asked = 0;
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (wanted) => { window.asked += 1; return ask(wanted); };
  `);

t.test('a link of another origin opens the call page, which takes no media by that', async (t) => {
  const { tab, base } = await visit(
    t,
    (base) => `<a href="${base}/examples/call/?name=x&room=evil">See more kittens</a>`,
  );
  const { page } = tab;
  await countAsked(page);
  await page.getByRole('link').click();
  await page.waitForURL(`${base}/examples/call/**`);
  // Whichever comes first: the page that asks, or the call.
  await page.locator('input[name="room"], video').first().waitFor();
  t.equal(await page.evaluate('window.asked'), 0, 'nothing was asked for');
  t.equal(await page.getByLabel('Call', { exact: true }).inputValue(), 'evil', 'it says into which call one would go');
  await joinCall(page);
  await page.locator('video').first().waitFor();
  t.equal(await page.evaluate('window.asked'), 1, 'a click on the button takes them');
});

t.test('[D73] a page of another origin cannot put an example page in a frame of its own', async (t) => {
  const { tab, base } = await visit(t, (base) => `<iframe src="${base}/examples/call/" allow="camera"></iframe>`);
  const frame = await (await tab.page.waitForSelector('iframe')).contentFrame();
  t.notMatch(frame?.url(), base);
});
