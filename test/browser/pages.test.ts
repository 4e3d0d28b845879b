import axe from 'axe-core';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { browse, joinCall, type Tab, type Visitors } from './browser.ts';
import { startDevelopment } from './development.ts';

const pages = ['webinar', 'ticket', 'chat-room', 'call', 'course'];

const connected = (page: Page): Promise<unknown> => page.waitForSelector('[data-state="connected"]');
const say = async (page: Page, label: string, text: string): Promise<void> => {
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByLabel(label, { exact: true }).press('Enter');
};
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const sees = (page: Page, text: string): Promise<void> => page.getByText(text, { exact: true }).first().waitFor();

/** A tab on a page that its address says all of, but for the call, which asks. */
async function enter(visitors: Visitors, ...[url, ...look]: Parameters<Visitors['open']>): Promise<Tab> {
  const tab = await visitors.open(url, ...look);
  if (url.includes('/call/')) await joinCall(tab.page);
  return tab;
}

/** Several people in one room, all connected. */
async function meet(t: Test, base: string, page: string, people: Record<string, string>): Promise<Tab[]> {
  const visitors = await browse(t);
  const tabs: Tab[] = [];
  for (const [name, more] of Object.entries(people)) {
    const tab = await enter(visitors, `${base}/examples/${page}/?name=${name}&room=r${more}`);
    await connected(tab.page);
    await tab.page
      .getByRole('list', { name: /People|Participants/ })
      .getByText(name)
      .first()
      .waitFor();
    tabs.push(tab);
  }
  return tabs;
}

const quiet = (t: Test, tabs: Tab[]): boolean =>
  t.same(
    tabs.flatMap(({ errors }) => errors),
    [],
    'no error',
  );

t.test('webinar: status, title, chat, typing, participants; refusals in words', async (t) => {
  const server = await startDevelopment(t);
  const tabs = await meet(t, server.base, 'webinar', { Ada: '&role=admin', Ben: '&role=user' });
  const [ada, ben] = tabs.map(({ page }) => page) as [Page, Page];
  await sees(ada, 'Participants (2)');
  await button(ada, 'start').click();
  await ben.getByTestId('status').getByText('live').waitFor();
  await button(ada, 'start').click();
  await ada.getByRole('alert').getByText('start expects a webinar that is scheduled').waitFor();
  for (const [action, status] of [
    ['pause', 'paused'],
    ['resume', 'live'],
    ['end', 'ended'],
  ] as const) {
    await button(ada, action).click();
    await ben.getByTestId('status').getByText(status).waitFor();
  }
  await say(ada, 'Title (as your backend would set it)', 'Autumn talk');
  await sees(ben, 'Autumn talk');
  await ben.getByLabel('Message', { exact: true }).pressSequentially('Hi');
  await sees(ada, 'Ben is typing…');
  await ben.getByLabel('Message', { exact: true }).press('Enter');
  await ada.getByRole('list', { name: 'Messages' }).getByText('Hi', { exact: true }).waitFor();
  quiet(t, tabs);
});

t.test('ticket desk: conversation, seen, status, typing', async (t) => {
  const server = await startDevelopment(t);
  const tabs = await meet(t, server.base, 'ticket', { Ada: '', Ben: '' });
  const [ada, ben] = tabs.map(({ page }) => page) as [Page, Page];
  await ada.getByLabel('Answer', { exact: true }).pressSequentially('It');
  await sees(ben, 'Ada is typing…');
  await say(ada, 'Answer', 'It works');
  await ben.getByRole('list', { name: 'Messages' }).getByText('It works').waitFor();
  await sees(ada, 'seen by 1');
  for (const status of ['pending', 'solved', 'open']) {
    await button(ben, status).click();
    await ada.getByTestId('status').getByText(status).waitFor();
  }
  quiet(t, tabs);
});

t.test('room chat: messages, reactions, people, activity', async (t) => {
  const server = await startDevelopment(t);
  const tabs = await meet(t, server.base, 'chat-room', { Ada: '&role=teacher', Ben: '&role=student' });
  const [ada, ben] = tabs.map(({ page }) => page) as [Page, Page];
  await sees(ada, 'Online (2)');
  await say(ada, 'Message', 'Welcome');
  await ben.getByRole('list', { name: 'Messages' }).getByText('Welcome').waitFor();
  await ben.getByRole('list', { name: 'Activity' }).getByText('Ada wrote a message').waitFor();
  await ben.getByLabel('Message', { exact: true }).pressSequentially('x');
  await sees(ada, 'Ben is typing…');
  for (const emoji of ['👍', '❤️', '😂']) {
    await button(ben, `React with ${emoji}`).click();
    await ada.getByLabel(`React with ${emoji}`).getByText('1').waitFor();
  }
  quiet(t, tabs);
});

t.test('course: chat, progress to the instructor alone, enrolment', async (t) => {
  const server = await startDevelopment(t);
  const people = { Ada: '&role=instructor', Ben: '&role=student', Cleo: '&role=student' };
  const tabs = await meet(t, server.base, 'course', people);
  const [ada, ben, cleo] = tabs.map(({ page }) => page) as [Page, Page, Page];
  await sees(ben, 'cleo@example.com watches too');
  await ben.getByRole('slider').fill('300');
  await sees(ada, 'ben: 50 %');
  await say(cleo, 'Message', 'A question');
  await ada.getByRole('list', { name: 'Messages' }).getByText('A question').waitFor();
  await button(ben, 'Enrol (as your backend would tell it)').click();
  await ada.getByRole('list', { name: 'Enrolments' }).getByText('Ben enrolled').waitFor();
  t.equal(await cleo.getByText('50 %').count(), 0);
  quiet(t, tabs);
});

t.test('every page: no serious fault in axe, wide and narrow, light and dark', async (t) => {
  const server = await startDevelopment(t);
  const visitors = await browse(t);
  const narrow = { width: 390, height: 844 };
  const wide = { width: 1440, height: 900 };
  for (const page of ['', ...pages]) {
    const role = page === 'course' ? 'instructor' : 'admin';
    const url = `${server.base}/examples/${page === '' ? '' : `${page}/?name=Ada&room=axe&role=${role}`}`;
    for (const [size, scheme] of [
      [narrow, 'light'],
      [narrow, 'dark'],
      [wide, 'light'],
      [wide, 'dark'],
    ] as const) {
      const tab = await enter(visitors, url, size, scheme);
      if (page !== '') await connected(tab.page);
      t.same(await seriousFaults(tab.page), [], `${page} ${size.width} ${scheme}`);
      const overflow = await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth');
      t.ok((overflow as number) <= 0, `${page} fits ${size.width} px`);
      quiet(t, [tab]);
      await tab.page.context().close();
    }
  }
});

t.test('the call page, as it asks: no serious fault in axe', async (t) => {
  const server = await startDevelopment(t);
  const visitors = await browse(t);
  for (const scheme of ['light', 'dark'] as const) {
    const tab = await visitors.open(`${server.base}/examples/call/`, { width: 390, height: 844 }, scheme);
    t.same(await seriousFaults(tab.page), [], scheme);
  }
});

async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

t.test('every page comes back by itself when the server was away', async (t) => {
  const server = await startDevelopment(t);
  const all = new Map<string, Page[]>();
  for (const page of pages) {
    const role = page === 'webinar' ? '&role=admin' : page === 'course' ? '&role=instructor' : '';
    all.set(
      page,
      (await meet(t, server.base, page, { Ada: role, Ben: '' })).map((tab) => tab.page),
    );
  }
  await server.restart();
  for (const [page, tabs] of all) {
    for (const tab of tabs) {
      await connected(tab);
      const people = tab.getByRole('list', { name: /People|Participants/ });
      for (const name of ['Ada', 'Ben']) await people.getByText(new RegExp(name, 'i')).first().waitFor();
    }
    t.pass(`${page}: both are back and see each other`);
  }
  const [ada, ben] = all.get('webinar') as [Page, Page];
  await say(ben, 'Message', 'Still here');
  await ada.getByRole('list', { name: 'Messages' }).getByText('Still here').waitFor();
});
