import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hmac } from '../../src/protocol/hmac.ts';
import { channelText, userText } from '../../src/protocol/signatures.ts';
import { RawClient } from '../support/clients/raw-client.ts';
import { signQuery } from '../support/http/api.ts';
import { makeCertificate } from '../support/nodes/certificate.ts';
import { startCli } from '../support/nodes/cli.ts';

const random = (): string => randomBytes(24).toString('base64url');

t.test('[L19] no log at debug level shows a secret, a signature or a token of the run', async (t) => {
  const [secret, other, passphrase] = [random(), random(), random()];
  const app = { id: 'a1', key: 'k1', secret, tokens: [{ key: 'k2', secret: other }], clientEvents: true };
  const folder = t.testdir({});
  const config = join(folder, 'carillon.json');
  const made = makeCertificate(folder, { passphrase });
  const tls = { cert: made.cert, key: made.key, passphrase };
  const write = (more: object): void =>
    writeFileSync(config, JSON.stringify({ host: '127.0.0.1', log: { level: 'debug' }, tls, apps: [app], ...more }));
  write({});
  const { cli, port } = await startCli(t, ['--config', config]);
  /** Everything that must not be seen. */
  const kept = [secret, other, passphrase];
  const sign = (with_: string, text: string): string => {
    const signature = hmac(with_, text);
    kept.push(signature);
    return signature;
  };
  const asked = { rejectUnauthorized: false };
  const clients: RawClient[] = [];
  for (const key of ['k1', 'k2', 'nobody', secret]) {
    const client = new RawClient(`wss://127.0.0.1:${port}/app/${key}?protocol=7&token=${random()}`, {}, asked);
    t.teardown(() => client.destroy());
    await client.opened;
    if (client.socketId !== '') clients.push(client);
  }
  t.equal(clients.length, 2);
  for (const client of clients) {
    const data = JSON.stringify({ user_id: random() });
    const user = JSON.stringify({ id: 'u1', email: random() });
    kept.push(data, user);
    const frames = [
      { channel: 'private-a', auth: `k1:${sign(secret, channelText(client.socketId, 'private-a'))}` },
      {
        channel: 'presence-a',
        auth: `k2:${sign(other, channelText(client.socketId, 'presence-a', data))}`,
        channel_data: data,
      },
      { channel: 'private-b', auth: `k1:${sign(other, channelText(client.socketId, 'private-b'))}` },
      { channel: 'private-c', auth: secret },
      { channel: 'private-d', auth: { secret } },
    ];
    for (const frame of frames) client.say('pusher:subscribe', frame);
    client.say('pusher:signin', { auth: `k1:${sign(secret, userText(client.socketId, user))}`, user_data: user });
    client.say('pusher:signin', { auth: `k1:${sign(other, userText(client.socketId, user))}`, user_data: user });
    client.say(`client-${secret}`, { secret }, { channel: 'private-a' });
    client.sayRaw(`{"broken":"${secret}`);
    const frames_ = await client.barrier();
    t.equal(frames_.filter(({ event }) => event === 'pusher_internal:subscription_succeeded').length, 2);
  }
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const path = '/apps/a1/events';
  for (const [key, with_] of [
    ['k1', secret],
    ['k1', other],
    ['k2', other],
  ] as const) {
    const body = JSON.stringify({ name: 'n', channel: 'a', data: random() });
    const query = signQuery('POST', path, Buffer.from(body), { key, secret: with_ });
    kept.push(query.at(-1)?.[1] ?? '');
    const search = new URLSearchParams(query).toString();
    await (await fetch(`https://127.0.0.1:${port}${path}?${search}`, { method: 'POST', body })).text();
    await (await fetch(`https://127.0.0.1:${port}${path}?${search}&more=${secret}`, { method: 'POST', body })).text();
  }
  write({ apps: [{ ...app, secret: [secret] }] });
  await cli.logs(/not reloaded/, () => cli.signal('SIGHUP'));
  write({ apps: secret });
  await cli.logs(/not reloaded/, () => cli.signal('SIGHUP'));
  write({ tls: { ...tls, passphrase: [passphrase] } });
  await cli.logs(/not reloaded/, () => cli.signal('SIGHUP'));
  write({ tls: { ...tls, passphrase: other } });
  await cli.logs(/not reloaded/, () => cli.signal('SIGHUP'));
  write({ limits: { bodyBytes: 20_000 } });
  await cli.logs(/configuration reloaded/, () => cli.signal('SIGHUP'));
  cli.signal('SIGTERM');
  const { status, stdout, stderr } = await cli.ended;
  t.equal(status, 0);
  t.match(stdout, /"level":/, 'there is a log to search');
  t.same(
    kept.filter((text) => stdout.includes(text) || stderr.includes(text)),
    [],
  );
  t.comment(`${kept.length} texts searched in ${stdout.length + stderr.length} characters`);
});
