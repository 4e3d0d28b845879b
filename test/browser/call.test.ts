import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { browse, joinCall, type Visitors } from './browser.ts';
import { startDevelopment } from './development.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const people = (page: Page) => page.getByRole('list', { name: 'People' });
const row = (page: Page, name: string) => people(page).getByRole('listitem').filter({ hasText: name });
const tag = (page: Page, text: string) => page.locator('header').getByText(text, { exact: true });
const chat = (page: Page) => page.getByRole('list', { name: 'Messages' });

/** With fake media, every other one's connection is `connected`: the browsers found each other through us. */
const linked = (page: Page, others: number): Promise<unknown> =>
  page.waitForFunction(`document.querySelectorAll('[data-link="connected"]').length === ${others}`);

interface Meeting {
  readonly visitors: Visitors;
  readonly url: (name: string) => string;
  readonly restart: () => Promise<void>;
  join(name: string): Promise<Page>;
  /** Comes to the door, and is not in. */
  knock(name: string): Promise<Page>;
}

async function meeting(t: Test): Promise<Meeting> {
  const server = await startDevelopment(t);
  const visitors = await browse(t);
  const url = (name: string): string => `${server.base}/examples/call/?name=${name}&room=m`;
  const open = async (name: string): Promise<Page> => {
    const { page } = await visitors.open(url(name));
    await joinCall(page);
    return page;
  };
  return {
    visitors,
    url,
    restart: () => server.restart(),
    async join(name) {
      const page = await open(name);
      await row(page, name).waitFor();
      return page;
    },
    knock: open,
  };
}

t.test('three tabs see and hear each other; hands, chat, reactions, screen, recording', async (t) => {
  const { join } = await meeting(t);
  const ada = await join('Ada');
  const ben = await join('Ben');
  const cleo = await join('Cleo');
  for (const page of [ada, ben, cleo]) await linked(page, 2);
  await tag(ada, 'you are the host').waitFor();
  await button(ben, 'Raise hand').click();
  await row(cleo, 'Ben').getByText('hand').waitFor();
  await button(ben, 'Lower hand').click();
  await row(cleo, 'Ben').getByText('hand').waitFor({ state: 'detached' });
  await button(cleo, 'React with 🎉').click();
  await ada.getByText('🎉').first().waitFor();
  await ben.getByLabel('Message', { exact: true }).fill('Hello');
  await ben.getByLabel('Message', { exact: true }).press('Enter');
  for (const page of [ada, ben, cleo]) await chat(page).getByText('Hello', { exact: true }).waitFor();
  await button(ada, 'Chat off').click();
  await cleo.getByLabel('The chat is off').waitFor();
  t.ok(await cleo.getByLabel('The chat is off').isDisabled(), 'nobody can write');
  await button(ada, 'Chat on').click();
  await cleo.getByLabel('Message', { exact: true }).waitFor();
  await button(ada, 'Start recording').click();
  await tag(cleo, 'recording').waitFor();
  await button(ada, 'Stop recording').click();
  await tag(cleo, 'recording').waitFor({ state: 'detached' });
  await button(cleo, 'Share screen').click();
  await row(ada, 'Cleo').getByText('sharing', { exact: true }).waitFor();
  await button(cleo, 'Stop sharing').click();
  await row(ada, 'Cleo').getByText('sharing', { exact: true }).waitFor({ state: 'detached' });
  await row(ada, 'Ben').getByRole('button', { name: 'Mute' }).click();
  await button(ben, 'Unmute').waitFor();
  await row(ada, 'Ben').getByRole('button', { name: 'Make co-host' }).click();
  await row(cleo, 'Ben').getByText('co-host', { exact: true }).waitFor();
  await button(ben, 'Lock').click();
  await tag(ada, 'locked').waitFor();
  await button(ben, 'Unlock').click();
  await tag(ada, 'locked').waitFor({ state: 'detached' });
  t.pass('every control was used');
});

t.test('locked out, turned out, and no way back', async (t) => {
  const { join, knock, visitors } = await meeting(t);
  const ada = await join('Ada');
  const ben = await join('Ben');
  await button(ada, 'Lock').click();
  await tag(ben, 'locked').waitFor();
  const dan = await knock('Dan');
  await dan.getByRole('alert').getByText('The host has locked this call').waitFor();
  await button(ada, 'Unlock').click();
  await tag(ben, 'locked').waitFor({ state: 'detached' });
  await button(dan, 'Try again').click();
  await row(dan, 'Dan').waitFor();
  await row(ada, 'Dan').getByRole('button', { name: 'Remove' }).click();
  await dan.getByText('You were removed from this call.').waitFor();
  await row(ben, 'Dan').waitFor({ state: 'detached' });
  t.ok(visitors, 'the others go on');
});

t.test('a waiting room: let in, turned away, opened to all', async (t) => {
  const { join, knock } = await meeting(t);
  const ada = await join('Ada');
  await button(ada, 'Open waiting room').click();
  await button(ada, 'Close waiting room').waitFor();
  const ben = await knock('Ben');
  await ben.getByRole('heading', { name: 'Waiting' }).waitFor();
  const door = ada.getByRole('list', { name: 'At the door' });
  await door.getByRole('listitem').filter({ hasText: 'Ben' }).getByRole('button', { name: 'Let in' }).click();
  await row(ben, 'Ben').waitFor();
  await linked(ada, 1);
  const cleo = await knock('Cleo');
  await door.getByRole('listitem').filter({ hasText: 'Cleo' }).getByRole('button', { name: 'Turn away' }).click();
  await cleo.getByRole('alert').getByText('You were not let in').waitFor();
  const dan = await knock('Dan');
  await door.getByText('Dan').waitFor();
  await button(ada, 'Close waiting room').click();
  await row(dan, 'Dan').waitFor();
  await row(ada, 'Dan').waitFor();
  t.equal(await people(ada).getByRole('listitem').count(), 3);
});

t.test('breakouts and back; the host leaves and the next one is host; the server was away', async (t) => {
  const { join, restart } = await meeting(t);
  const ada = await join('Ada');
  const ben = await join('Ben');
  const cleo = await join('Cleo');
  await linked(cleo, 2);
  await button(ada, 'Send to breakouts').click();
  await button(ben, 'Go to your breakout').click();
  await ben.getByRole('heading', { name: 'Breakout red' }).waitFor();
  await button(ben, 'Back to the call').waitFor();
  await button(ada, 'End breakouts').click();
  await ben.getByRole('heading', { name: 'Call m' }).waitFor();
  for (const page of [ada, ben, cleo]) await linked(page, 2);
  await ada.close();
  await tag(ben, 'you are the host').waitFor();
  await row(cleo, 'Ben').getByText('host', { exact: true }).waitFor();
  await restart();
  for (const page of [ben, cleo]) await page.waitForSelector('[data-state="connected"]');
  await linked(ben, 1);
  await linked(cleo, 1);
  t.pass('both are back and see each other');
});
