import t from 'tap';
import { createAppList } from '../../src/apps/app-list.ts';
import { answerOperator } from '../../src/http/admin/answer-operator.ts';
import type { Operator } from '../../src/http/admin/operator.ts';
import type { RequestHead } from '../../src/http/api.ts';
import type { DeadLettersSent } from '../../src/protocol/types/webhook.ts';
import { credentials, testApp } from '../support/core/core.ts';

const letter = {
  id: '7',
  url: 'http://a.example/',
  tries: 10,
  error: 'answered 500',
  given_up_ms: 2,
  webhook: { time_ms: 1, events: [{ name: 'channel_occupied' as const, channel: 'news' }] },
};
const odd = { id: 'app 2', key: 'key-2', secret: 'another-secret-for-tests' };
const path = `/apps/${credentials.id}/webhooks/dead-letters`;
const token = 'a-token-of-the-operator';
const bearer = `Bearer ${token}`;

/** What these tests ask nothing of. */
const nothingElse = {} as Pick<Operator, 'broker' | 'cluster' | 'notReady' | 'lagMs' | 'endpoints'>;

function operator(more: Partial<Operator> = {}): { operator: Operator; sent: unknown[][] } {
  const sent: unknown[][] = [];
  const sendAgain = (...args: [string, string?]): DeadLettersSent | undefined => {
    sent.push(args);
    return args[1] === '9' ? undefined : args[1] === '8' ? { sent: 0, kept: 1 } : { sent: 1, kept: 0 };
  };
  const apps = createAppList([testApp(), { ...testApp({}, { ...odd, id: 'x' }), id: odd.id }]);
  const deadLetters = (id: string) => (id === credentials.id ? [letter] : []);
  const metrics = async () => ({ type: 'text/plain', text: '' });
  return { operator: { ...nothingElse, token, apps, metrics, deadLetters, sendAgain, ...more }, sent };
}

async function ask(of: Operator, method: string, at: string, more: Partial<RequestHead> = { authorization: bearer }) {
  const { status, body, headers = [] } = await answerOperator(of, { method, path: at, query: '', ...more });
  return { status, body: JSON.parse(String(body)), headers: Object.fromEntries(headers) };
}

t.test('[W23] the list of an app, and sending one letter or all again', async (t) => {
  const { operator: of, sent } = operator();
  t.same((await ask(of, 'GET', path)).body, { dead_letters: [letter] });
  t.same((await ask(of, 'GET', '/apps/app%202/webhooks/dead-letters')).body, { dead_letters: [] });
  t.match(await ask(of, 'POST', `${path}/7/send`), { status: 202, body: { sent: 1, kept: 0 } });
  t.match(await ask(of, 'POST', `${path}/send`), { status: 202, body: { sent: 1, kept: 0 } });
  t.match(await ask(of, 'POST', `${path}/8/send`), { status: 409 });
  t.match(await ask(of, 'POST', `${path}/9/send`), { status: 404 });
  t.same(sent, [[credentials.id, '7'], [credentials.id], [credentials.id, '8'], [credentials.id, '9']]);
});

t.test('[W23] what is not there, and the wrong method', async (t) => {
  const { operator: of, sent } = operator();
  for (const at of ['/', `/apps/${credentials.id}`, `${path}/`, `${path}/7`, '/apps/nobody/webhooks/dead-letters'])
    t.equal((await ask(of, 'GET', at)).status, 404, at);
  t.equal((await ask(of, 'GET', `/apps/%/webhooks/dead-letters`)).status, 404);
  t.match(await ask(of, 'POST', path), { status: 405, body: { error: /GET/ } });
  t.match(await ask(of, 'GET', `${path}/send`), { status: 405, body: { error: /POST/ } });
  t.match(await ask(of, 'DELETE', `${path}/7/send`), { status: 405, headers: { Allow: 'POST' } });
  t.same(sent, []);
});

t.test('[W24] who does not have the token is answered 401, whatever he asks', async (t) => {
  const { operator: of, sent } = operator();
  const wrong = [
    '',
    'Bearer',
    'Bearer ',
    `Basic ${token}`,
    token,
    `${bearer}x`,
    bearer.slice(0, -1),
    `Bearer ${token} x`,
  ];
  for (const authorization of wrong) {
    for (const [method, at] of [
      ['GET', path],
      ['POST', `${path}/send`],
      ['GET', '/'],
      ['GET', '/apps/nobody/webhooks/dead-letters'],
    ] as const) {
      const { status, body, headers } = await ask(of, method, at, { authorization, host: '127.0.0.1:9601' });
      t.equal(status, 401, authorization);
      t.equal(headers['WWW-Authenticate'], 'Bearer');
      t.notMatch(JSON.stringify(body), new RegExp(token));
    }
  }
  t.equal((await ask(of, 'GET', path, {})).status, 401);
  for (const authorization of [bearer, `bearer ${token}`, `Bearer  ${token} `])
    t.equal((await ask(of, 'GET', path, { authorization })).status, 200);
  t.same(sent, []);
});

t.test('[W24] without a token: requests to a local name, of no page but its own', async (t) => {
  const { operator: of } = operator({ token: undefined });
  for (const host of ['127.0.0.1:9601', 'localhost:9601', '[::1]:9601', 'LOCALHOST', '127.0.0.1']) {
    t.equal((await ask(of, 'GET', path, { host })).status, 200, host);
    t.equal((await ask(of, 'GET', path, { host, origin: `http://${host}` })).status, 200);
    t.equal((await ask(of, 'POST', `${path}/send`, { host, origin: 'https://evil.example' })).status, 403);
    t.equal((await ask(of, 'POST', `${path}/send`, { host, origin: 'null' })).status, 403);
  }
  for (const host of [
    '',
    'evil.example:9601',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1:9601',
    'x127.0.0.1',
  ])
    t.equal((await ask(of, 'GET', path, { host })).status, 403, host);
});
