import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { RawClient } from '../support/clients/raw-client.ts';
import { fakeClock } from '../support/core/clock.ts';
import { call } from '../support/http/api.ts';
import { startCli } from '../support/nodes/cli.ts';
import { testServer } from '../support/nodes/server.ts';

const event = { name: 'n', channel: 'news', data: 'x' };

/** A request on this agent's connection: its status, and whether it is the last one there. */
function ask(port: number, agent: Agent, where: string): Promise<{ status?: number; last: boolean }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path: where, agent }, (response) => {
      const { statusCode: status = 0, headers } = response;
      response.resume().on('end', () => resolve({ status, last: headers.connection === 'close' }));
    });
    asked.on('error', reject).end();
  });
}

/** Whether the port takes connections. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

function agentOf(t: Test): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  return agent;
}

t.test('[H39] [C28] ready no more, all else as before; then the port is closed, then everybody told', async (t) => {
  const clock = fakeClock(Date.now());
  const server = await testServer(
    t,
    {},
    { drain: { notice: 10, time: 5 } },
    { clock, oneNode: 'its clock is a part of the test' },
  );
  const agents = [agentOf(t), agentOf(t)] as const;
  for (const agent of agents) t.same(await ask(server.port, agent, '/ready'), { status: 200, last: false });
  const clients = await Promise.all(Array.from({ length: 20 }, () => server.raw()));
  await clients[0]?.join('news');

  const stopped = server.stop();
  t.same(await ask(server.port, agents[0], '/ready'), { status: 503, last: false });
  t.same(await ask(server.port, agents[0], '/health'), { status: 200, last: false });
  const late = await server.raw();
  await late.join('news');
  t.equal((await call(server.port, 'POST', '/apps/app-1/events', { body: event })).status, 200);
  for (const client of [late, clients[0]]) t.equal((await client?.next('n'))?.data, 'x');

  await clock.advance(10_000);
  t.notOk(await listens(server.port), 'the port is closed');
  t.same(await ask(server.port, agents[0], '/health'), { status: 200, last: true });
  t.same(await ask(server.port, agents[1], '/ready'), { status: 503, last: true });
  t.ok(server.stats().connections > 15, 'most are still there');
  for (let left = 50; left > 0; left -= 1) await clock.advance(100);
  const all = await Promise.all([...clients, late].map(({ closed }) => closed));
  for (const closed of all) t.same(closed, { code: 4200, reason: 'Please reconnect immediately' });
  await clock.advance(1000);
  await stopped;
});

async function joined(t: Test, port: number): Promise<RawClient> {
  const client = new RawClient(`ws://127.0.0.1:${port}/app/app-key?protocol=7`);
  t.teardown(() => client.destroy());
  await client.opened;
  return client;
}

t.test('[H39] a second signal ends the process at once', async (t) => {
  const { cli, port } = await startCli(t, ['--drain-time', '3600']);
  const clients = [await joined(t, port), await joined(t, port), await joined(t, port)];
  await cli.logs(/leaving/, () => cli.signal('SIGTERM'));
  await Promise.race(clients.map(({ closed }) => closed));
  cli.signal('SIGTERM');
  t.equal((await cli.ended).status, 1);
});

t.test('[H39] who leaves by himself is not waited for; the status is 0 and the log is whole', async (t) => {
  const { cli, port } = await startCli(t, ['--drain-time', '3600']);
  const clients = [await joined(t, port), await joined(t, port), await joined(t, port)];
  await cli.logs(/leaving/, () => cli.signal('SIGTERM'));
  await Promise.race(clients.map(({ closed }) => closed));
  for (const client of clients) client.destroy();
  const { status, stdout } = await cli.ended;
  t.equal(status, 0);
  t.ok(stdout.endsWith('}\n'), 'the last line is whole');
});

t.test('[H39] with the drain notice and nobody there it waits, and ends with 0', async (t) => {
  const { cli, port } = await startCli(t, ['--drain-notice', '0.3']);
  await cli.logs(/leaving/, () => cli.signal('SIGTERM'));
  t.equal((await fetch(`http://127.0.0.1:${port}/ready`)).status, 503);
  t.equal((await cli.ended).status, 0);
});
