import t from 'tap';
import { isSigned } from '../../src/protocol/signatures.ts';
import { credentials } from '../support/core/core.ts';
import { testApi } from '../support/http/ask.ts';

const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const authPath = `/apps/${credentials.key}/auth`;
const isOurs = (auth: string, text: string): boolean =>
  auth.startsWith(`${credentials.key}:`) && isSigned(credentials.secret, text, auth.slice(credentials.key.length + 1));

t.test('[D62] signs for the page that asks, in the development app alone', async (t) => {
  const { askRaw } = await testApi({}, { development: true });
  const ask = (path: string, fields: Record<string, string>) => askRaw('POST', path, '', form(fields));

  const plain = await ask(authPath, { socket_id: '1.2', channel_name: 'private-a' });
  t.equal(plain.status, 200);
  t.ok(isOurs((plain.body as { auth: string }).auth, '1.2:private-a'));

  const named = await ask(authPath, {
    socket_id: '1.2',
    channel_name: 'presence-a',
    user_id: 'u1',
    user_info: '{"name":"U"}',
  });
  const { auth, channel_data } = named.body as { auth: string; channel_data: string };
  t.same(JSON.parse(channel_data), { user_id: 'u1', user_info: { name: 'U' } });
  t.ok(isOurs(auth, `1.2:presence-a:${channel_data}`));

  const user = await ask(`/apps/${credentials.key}/user-auth`, { socket_id: '1.2', user_id: 'u1' });
  const signed = user.body as { auth: string; user_data: string };
  t.match(JSON.parse(signed.user_data), { id: 'u1' });
  t.ok(isOurs(signed.auth, `1.2::user::${signed.user_data}`));

  t.equal((await ask(authPath, { socket_id: '1:2', channel_name: 'private-a' })).status, 400);
  t.equal((await ask(authPath, { socket_id: '1.2', channel_name: 'private-a b' })).status, 400);
  t.equal((await ask(authPath, { socket_id: '1.2', channel_name: 'presence-a', user_info: '{' })).status, 400);
  t.equal((await ask('/apps/another/auth', { socket_id: '1.2', channel_name: 'private-a' })).status, 404);
  t.equal((await askRaw('OPTIONS', authPath)).status, 204);
});

t.test('[L30] [R14] user_info nested too deeply is 400, and no error', async (t) => {
  const { askRaw } = await testApi({}, { development: true });
  for (const levels of [1000, 1001, 10_000, 100_000]) {
    const user_info = '['.repeat(levels) + ']'.repeat(levels);
    const fields = { socket_id: '1.2', channel_name: 'presence-a', user_id: 'u', user_info };
    for (const path of [authPath, `/apps/${credentials.key}/user-auth`]) {
      const { status, body } = await askRaw('POST', path, '', form(fields));
      t.equal(status, levels > 1000 ? 400 : 200, `${levels}`);
      if (levels > 1000) t.match(body, { error: 'user_info: expected at most 1000 levels of nesting' });
    }
  }
});

t.test('[D62] is not there once an app is configured', async (t) => {
  const { askRaw } = await testApi({});
  const body = form({ socket_id: '1.2', channel_name: 'private-a' });
  t.equal((await askRaw('POST', authPath, '', body)).status, 404);
  t.equal((await askRaw('POST', `/apps/${credentials.key}/user-auth`, '', body)).status, 404);
});
