import t from 'tap';
import { type TestClient, testCore } from '../support/core/core.ts';

const many = 100;

async function crowd() {
  const core = await testCore({ limits: { presenceMembers: many + 1 } });
  const stays = core.connect();
  await stays.subscribe('presence-x', { user_id: 'stays' });
  const going: TestClient[] = [];
  for (let n = 0; n < many; n += 1) {
    const one = core.connect();
    await one.signIn('u1');
    await one.subscribe('presence-x', { user_id: `m${n}` });
    going.push(one);
  }
  for (const one of [stays, ...going]) one.socket.take();
  return { core, stays, going, closed: () => going.filter(({ socket }) => socket.closed?.code === 4009).length };
}

t.test('[U17] of many connections of a user 32 are closed in a turn, until none is left', async (t) => {
  const { core, stays, closed } = await crowd();
  core.broker.terminate(core.app, 'u1');
  t.equal(closed(), 32);
  await stays.say('pusher:ping');
  t.same(
    stays.socket.frames.map(({ event }) => event).filter((event) => event === 'pusher:pong'),
    ['pusher:pong'],
    'others are answered between',
  );
  t.equal(closed(), 32);
  await core.clock.advance(1);
  t.equal(closed(), many);
  t.match(core.broker.stats(), { connections: 1, users: 0 });
  t.same(core.errors, []);
});

t.test('[U17] who stays hears of each that goes, and those who are about to go hear nothing more', async (t) => {
  const { core, stays, going } = await crowd();
  core.broker.terminate(core.app, 'u1');
  await core.publish('presence-x', 'news', '1');
  await core.clock.advance(1);
  const gone = stays.socket.frames.filter(({ event }) => event === 'pusher_internal:member_removed');
  t.equal(gone.length, many);
  t.equal(stays.socket.frames.filter(({ event }) => event === 'news').length, 1);
  for (const { socket } of going) t.same(socket.frames, []);
});

t.test('[U17] one that goes by itself meanwhile, or cannot be closed, keeps no other', async (t) => {
  const { core, going, closed } = await crowd();
  const bad = going[40];
  if (bad === undefined) throw new Error('no such client');
  bad.socket.close = () => {
    throw new Error('it is broken');
  };
  core.broker.terminate(core.app, 'u1');
  await going[50]?.hangUp();
  await core.clock.advance(1);
  t.equal(closed(), many - 2);
  t.equal(core.errors.length, 1);
});
