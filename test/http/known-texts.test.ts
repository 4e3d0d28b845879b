import t from 'tap';
import { type AskOptions, testApi } from '../support/http/ask.ts';

const event = { name: 'headline', channel: 'news', data: 'x' };
const info = (value: string, more: [string, string][] = []): AskOptions => ({ query: [...more, ['info', value]] });

/** What the suites of official SDKs look for in an answer; they match it whole or in part. */
const known: [text: string, status: number, method: string, path: string, options: AskOptions][] = [
  ['Batch too large (11 > 10)', 400, 'POST', 'batch_events', { body: { batch: Array(11).fill(event) } }],
  ['Missing required parameter: channel', 400, 'POST', 'batch_events', { body: { batch: [{ name: 'a', data: 'x' }] } }],
  ['Missing required parameter: channel', 400, 'POST', 'events', { body: { name: 'a', data: 'x' } }],
  ['Missing required parameter: name', 400, 'POST', 'events', { body: { channel: 'news', data: 'x' } }],
  ['Missing required parameter: data', 400, 'POST', 'events', { body: { channel: 'news', name: 'a' } }],
  ['content of this event', 413, 'POST', 'batch_events', { body: { batch: [{ ...event, data: 'x'.repeat(11_264) }] } }],
  [
    'The data content of this event exceeds the allowed maximum (10240 bytes)',
    413,
    'POST',
    'events',
    { body: { ...event, data: 'x'.repeat(11_264) } },
  ],
  [
    'user_count may only be requested for presence channels - please supply filter_by_prefix begining with presence-',
    400,
    'GET',
    'channels',
    info('user_count', [['filter_by_prefix', 'private-']]),
  ],
  [
    'Cannot retrieve the user count unless the channel is a presence channel',
    400,
    'GET',
    'channels/news',
    info('user_count'),
  ],
  ['Users can only be retrieved for presence channels', 400, 'GET', 'channels/news/users', {}],
  ['info should be a comma separated list of attributes', 400, 'GET', 'channels', info('does-not-exist')],
  ['info should be a comma separated list of attributes', 400, 'GET', 'channels/presence-a', info('does-not-exist')],
  [
    'info should be a comma separated list of attributes',
    400,
    'POST',
    'events',
    { body: { ...event, info: 'does-not-exist' } },
  ],
  [
    'The following query string parameters are extraneous: info',
    400,
    'GET',
    'channels/presence-a/users',
    info('user_count'),
  ],
];

t.test('[H40] the words that official SDKs and their suites look for stand in the answers', async (t) => {
  const { ask } = await testApi();
  for (const [text, status, method, path, options] of known) {
    const answered = await ask(method, path, options);
    t.equal(answered.status, status, text);
    t.ok((answered.body as { error: string }).error.includes(text), `${text}: ${answered.text}`);
  }
});

t.test('[H40] and those of the refusals before them', async (t) => {
  const { ask } = await testApi();
  const error = async (options: AskOptions): Promise<string> =>
    ((await ask('GET', 'channels', options)).body as { error: string }).error;
  t.match(
    await error({ timestamp: 1 }),
    /^Timestamp expired: Given timestamp \(.*\) not within 600s of server time \(/,
  );
  t.match(
    await error({ secret: 'wrong' }),
    /^Invalid signature: you should have sent HmacSHA256Hex\(".*", your_secret_key\), but you sent "[0-9a-f]{64}"$/,
  );
});
