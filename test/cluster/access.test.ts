import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import t from 'tap';
import { clusterContract, type MakeNodes } from '../contract/cluster.ts';
import { rememberedContract } from '../contract/remembered.ts';
import { makeCertificate } from '../support/nodes/certificate.ts';
import { redisNode } from '../support/nodes/cluster-bench.ts';
import { freePort } from '../support/nodes/free-port.ts';
import { systemProgram } from '../support/nodes/system-program.ts';
import { blocksOf } from '../support/pages/page-blocks.ts';
import { testRedis } from '../support/redis/redis.ts';
import { until } from '../support/until.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
/** The commands that docs/operating.md tells an operator, to paste. */
const told = blocksOf('docs/operating.md').find(({ text }) => text.startsWith('ACL SETUSER'))?.text ?? '';
const rules = told
  .trim()
  .split('\n')
  .map((line) => line.replace('ACL SETUSER carillon ', ''));
const words = rules.flatMap((line) => line.split(' '));

const port = await freePort();
const redis = await testRedis(t, '--port', String(port), '--bind', '127.0.0.1');
let made = 0;

t.test('[N14] the lines of the manual are pasted into redis-cli, and each is a command by itself', async (t) => {
  const { path } = systemProgram('redis-cli'); // Debian's redis-server brings it
  const { stdout } = spawnSync(path, ['-p', String(port)], { input: told, encoding: 'utf8' });
  t.equal(stdout, 'OK\n'.repeat(rules.length));
  t.ok(rules.length > 0);
  const user = new Redis(port, '127.0.0.1', { username: 'carillon', password: 'a-password', protocol: 2 });
  t.teardown(() => user.disconnect());
  t.equal(await user.call('SET', '{carillon:x', 'y'), 'OK');
  t.equal(await redis.client.del('{carillon:x'), 1);
});

const make: MakeNodes = async (t) => {
  made += 1;
  // Where the prefix is another one the rights are too, and the rest is as told.
  const prefix = `access-${made}`;
  const own = words.map((word) => word.replaceAll('{carillon:', `{${prefix}:`));
  await redis.client.call('ACL', 'SETUSER', prefix, ...own);
  const url = `redis://${prefix}:a-password@127.0.0.1:${port}/0`;
  const nodes = [await redisNode(t, url, { prefix }), await redisNode(t, url, { prefix })] as const;
  const clients = String(await redis.client.client('LIST'));
  t.equal(clients.split('\n').filter((line) => line.includes(`user=${prefix} `)).length, 4, 'two connections a node');
  return nodes;
};
clusterContract('redis, as a user with the rights that the manual names', make);
rememberedContract('redis, as a user with the rights that the manual names', make);

t.test('[N14] the manual names every command that is used, and no other', async (t) => {
  const folder = 'src/cluster/redis/lua/';
  const files = readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' });
  const lua = files.filter((name) => name.endsWith('.lua'));
  const calls = lua.flatMap((name) => [...read(folder + name).matchAll(/redis\.p?call\('([A-Z]+)'/g)]);
  const scripts = calls.map(([, command = '']) => command.toLowerCase());
  const connection = ['auth', 'info', 'script|load', 'evalsha', 'subscribe', 'unsubscribe', 'ping', 'select'];
  const named = words.filter((word) => word.startsWith('+')).map((word) => word.slice(1));
  t.same(await redis.client.call('ACL', 'LOG'), [], 'nothing was denied until now');
  t.same([...named].sort(), [...new Set([...scripts, ...connection])].sort());
  const user = new Redis(port, '127.0.0.1', { username: 'carillon', password: 'a-password', protocol: 2 });
  t.teardown(() => user.disconnect());
  for (const denied of [['GET', 'x'], ['KEYS', '*'], ['FLUSHALL'], ['PUBLISH', 'x', 'y'], ['GET', '{carillonx:a}']])
    await t.rejects(user.call(...(denied as [string])), { message: /NOPERM/ }, denied.join(' '));
  t.not(((await redis.client.call('ACL', 'LOG')) as unknown[]).length, 0, 'which Redis writes down');
});

t.test('[N14] a wrong password is said, and not which', async (t) => {
  const node = await redisNode(t, `redis://carillon:wrong-one@127.0.0.1:${port}/0`, { timeout: 200 });
  await until(() => /WRONGPASS/.test(node.cluster.notReady() ?? ''));
  t.match(node.cluster.notReady(), /Redis cannot be reached: WRONGPASS/);
  t.notOk(`${node.cluster.notReady()} ${node.errors.join()}`.includes('wrong-one'));
});

t.test('[N14] with rediss:// the certificate is checked', async (t) => {
  const { cert, key } = makeCertificate(t.testdir({}));
  const tls = await freePort();
  const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
  await testRedis(t, '--tls-port', String(tls), '--tls-auth-clients', 'no', ...files);
  const node = await redisNode(t, `rediss://carillon:a-password@127.0.0.1:${tls}/0`, { timeout: 200 });
  await until(() => /self-signed/.test(node.cluster.notReady() ?? ''));
  t.match(node.cluster.notReady(), /self-signed certificate/);
});
