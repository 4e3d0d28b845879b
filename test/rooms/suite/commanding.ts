import type { Test } from 'tap';
import { dataOf, entered, refusedFor } from '../../support/rooms/fixture-domain.ts';
import type { StartRooms } from '../rooms-suite.ts';

const room = 'presence-lab-1';

export function commanding(t: Test, start: StartRooms): void {
  t.test(
    '[D3] a client event is a command: it needs no setting, is not relayed and no webhook hears of it',
    async (t) => {
      for (const clientEvents of [false, true]) {
        const core = await start({ clientEvents });
        const [sender, other] = [await entered(core, room, 'a'), await entered(core, room, 'b')];
        for (const { socket } of [sender, other]) socket.take();
        await sender.say('client-note', { text: 'x' }, room);
        await sender.say('client-raise', {}, room);
        await sender.say('client-nothing', { text: 'x' }, room);
        t.same(other.socket.events(), ['note']);
        for (let n = 0; n < 30; n += 1) await sender.say('client-add', { text: `${n}` }, room);
        t.equal(other.socket.take().length, 30, 'more than ten client events a second');
        t.same(
          core.facts.filter(({ name }) => name === 'client_event'),
          [],
        );
      }
    },
  );

  t.test('[D3] who is not in the room, and a public channel of it, get an error frame', async (t) => {
    const core = await start({ clientEvents: true });
    const member = await entered(core, room, 'a');
    const reader = await entered(core, 'lab-1', '');
    for (const { socket } of [member, reader]) socket.take();
    await reader.say('client-add', { text: 'x' }, room);
    await reader.say('client-add', { text: 'x' }, 'lab-1');
    t.match(reader.socket.take(), [
      { event: 'pusher:error', data: { message: /not subscribed to channel presence-lab-1/ } },
      { event: 'pusher:error', data: { message: /only supported on private and presence/ } },
    ]);
    await member.say('pusher:unsubscribe', { channel: room });
    await member.say('client-add', { text: 'x' }, room);
    t.match(member.socket.take(), [{ event: 'pusher:error' }]);
    t.same(reader.socket.take(), []);
  });

  t.test('[D13] the sender stands beside the channel; to the others leaves out one connection alone', async (t) => {
    const core = await start();
    const [a, tab, b, c] = [
      await entered(core, room, 'a'),
      await entered(core, room, 'a'),
      await entered(core, room, 'b'),
      await entered(core, room, 'c'),
    ];
    for (const { socket } of [a, tab, b, c]) socket.take();
    await a.say('client-whisper', { to: 'b' }, room);
    const hush = { event: 'hush', channel: room, data: '{"from":"a"}', user_id: 'a' };
    t.strictSame(a.socket.take(), []);
    t.strictSame(tab.socket.take(), [hush], "the sender's second tab");
    t.strictSame(b.socket.take(), [{ event: 'whisper', channel: room, data: '{"from":"a"}', user_id: 'a' }, hush]);
    t.strictSame(c.socket.take(), [hush], 'what is said to one member reaches nobody else');
  });

  t.test('[D12] nobody speaks as another, or with another role', async (t) => {
    const core = await start();
    const owner = await entered(core, room, 'o', { name: 'Olga', role: 'owner' });
    const guest = await entered(core, room, 'g', { role: 'emperor' });
    owner.socket.take();
    await guest.say('client-add', { text: 'x', id: 'o', name: 'Olga', role: 'owner', user_id: 'o' }, room);
    t.match(owner.socket.take(), [{ user_id: 'g', data: '{"text":"x","id":"g","name":"g","role":"guest","count":1}' }]);
    guest.sayRaw(JSON.stringify({ event: 'client-add', channel: room, user_id: 'o', data: { text: 'y' } }));
    await core.quiet();
    t.match(owner.socket.take(), [{ user_id: 'g' }]);
    t.match(await refusedFor(guest, room, 'raise', {}), { code: 'FORBIDDEN', command: 'raise' });
    t.equal(await refusedFor(owner, room, 'raise', {}), undefined);
    const tab = await entered(core, room, 'g', { name: 'Olga', role: 'owner' });
    t.match(await refusedFor(tab, room, 'raise', {}), { code: 'FORBIDDEN' }, 'not with a second tab either');
  });

  t.test('[D7] a refusal goes to its connection alone', async (t) => {
    const core = await start();
    const [a, tab] = [await entered(core, room, 'a'), await entered(core, room, 'a')];
    for (const { socket } of [a, tab]) socket.take();
    await a.say('client-nothing', {}, room);
    t.strictSame(a.socket.take(), [
      {
        event: 'error',
        channel: room,
        data: JSON.stringify({
          code: 'UNKNOWN_COMMAND',
          message: 'This room knows add, note, whisper, raise, fail, forget, later, odd, close',
          command: 'nothing',
        }),
      },
    ]);
    t.same(tab.socket.take(), []);
    const long = await refusedFor(a, room, 'n'.repeat(100), {});
    t.equal(long?.['command'], 'n'.repeat(64));
    for (const name of ['', 'constructor', '__proto__', 'toString', 'set'])
      t.match(await refusedFor(a, room, name, {}), { code: 'UNKNOWN_COMMAND', command: name });
    t.match(await refusedFor(a, room, 'whisper', { to: 'x' }), {
      code: 'NOT_FOUND',
      message: 'to: is not in the room',
      field: 'to',
    });
  });

  t.test('[D4] what is no command of that form is refused by the name of its field', async (t) => {
    const core = await start();
    const client = await entered(core, room, 'a');
    const { version } = await core.cluster.room(core.app, 'lab:1');
    const cases: [data: unknown, field: string, message: RegExp][] = [
      [undefined, 'data', /^data: expected an object/],
      [null, 'data', /^data: /],
      [5, 'data', /^data: /],
      [['x'], 'data', /^data: /],
      ['x', 'data', /^data: /],
      ['"x"', 'data', /^data: /],
      ['[]', 'data', /^data: /],
      [{}, 'text', /^text: is missing$/],
      ['{}', 'text', /^text: is missing$/],
      [{ text: 5 }, 'text', /^text: must be string$/],
      [{ text: null }, 'text', /^text: /],
      [{ text: '' }, 'text', /^text: /],
      [{ text: ' \t\n\u00a0\u3000' }, 'text', /^text: expected more than white space$/],
      [{ text: 'x'.repeat(10_241) }, 'text', /^text: is too long, data expects at most 10240 bytes$/],
      [{ text: 'x', other: ['y'.repeat(10_240)] }, 'other', /^other: is too long/],
      [JSON.stringify({ text: 'x', other: 'y'.repeat(10_240) }), 'other', /^other: is too long/],
    ];
    for (const [data, field, message] of cases) {
      const refused = await refusedFor(client, room, 'add', data);
      t.match(refused, { code: 'INVALID_PAYLOAD', field, message, command: 'add' }, JSON.stringify(data)?.slice(0, 60));
    }
    await core.clock.advance(1000);
    client.socket.take();
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    t.match(await refusedFor(client, room, 'add', `{"text":"x","deep":${deep}}`), {
      code: 'INVALID_PAYLOAD',
      field: 'deep',
    });
    t.same((await core.cluster.room(core.app, 'lab:1')).version, version, 'none of them changed anything');
    for (const data of [{ text: 'ok' }, '{"text":"ok"}'])
      t.equal(await refusedFor(client, room, 'add', data), undefined);
    const text = '<b>&amp; "quoted" \\ \u2028 🙂\u0000';
    await client.say('client-add', { text }, room);
    t.equal(dataOf(client.socket.take().at(-1))['text'], text, 'as it was written');
  });

  t.test(
    '[L30] [L43] a text of more than 1000 levels is refused by the name of its field; an object of 256 is not read',
    async (t) => {
      const core = await start({ limits: { eventBytes: 100_000 } });
      const client = await entered(core, room, 'a');
      const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
      const refusal = (field: string) => ({
        code: 'INVALID_PAYLOAD',
        field,
        message: `${field}: expected at most 1000 levels of nesting`,
      });
      const cases: [levels: number, told: object][] = [
        [999, { text: 'x' }],
        [1000, refusal('data')], // the object is a level, too
        [1001, refusal('deep')],
        [40_000, refusal('deep')],
      ];
      for (const [levels, told] of cases) {
        const data = `{"text":"x","deep":${nested(levels)}}`;
        client.socket.take();
        client.sayRaw(`{"event":"client-add","channel":"${room}","data":${JSON.stringify(data)}}`);
        await core.quiet();
        t.match(dataOf(client.socket.take()[0]), told, `${levels}`);
      }
      for (const [levels, event] of [
        [254, 'add'],
        [255, 'pusher:error'],
        [40_000, 'pusher:error'],
      ] as const) {
        client.sayRaw(`{"event":"client-add","channel":"${room}","data":{"text":"x","deep":${nested(levels)}}}`);
        await core.quiet();
        t.match(client.socket.take()[0], { event }, `${levels} in an object`);
      }
      t.same(core.errors, []);
    },
  );

  t.test('[D8] a rate is the member’s, over all connections; refused ones do not count', async (t) => {
    const core = await start();
    const [a, tab, b] = [
      await entered(core, room, 'a'),
      await entered(core, room, 'a'),
      await entered(core, room, 'b'),
    ];
    await a.say('client-note', { text: '1' }, room);
    for (let n = 0; n < 5; n += 1) t.match(await refusedFor(a, room, 'note', {}), { code: 'INVALID_PAYLOAD' });
    await core.clock.advance(20_500);
    t.equal(await refusedFor(tab, room, 'note', { text: '2' }), undefined);
    t.match(await refusedFor(a, room, 'note', { text: '3' }), {
      code: 'RATE_LIMITED',
      retry_after: 40,
      command: 'note',
    });
    t.match(await refusedFor(tab, room, 'note', { text: '3' }), { code: 'RATE_LIMITED', retry_after: 40 });
    t.equal(await refusedFor(b, room, 'note', { text: 'b' }), undefined, 'another member has a rate of its own');
    await a.hangUp();
    await tab.hangUp();
    const back = await entered(core, room, 'a');
    t.match(
      await refusedFor(back, room, 'note', { text: '3' }),
      { code: 'RATE_LIMITED' },
      'coming again does not help',
    );
    await core.clock.advance(39_000);
    t.match(await refusedFor(back, room, 'note', { text: '3' }), { code: 'RATE_LIMITED', retry_after: 1 });
    await core.clock.advance(600);
    t.equal(await refusedFor(back, room, 'note', { text: '3' }), undefined);
    t.match(await refusedFor(back, room, 'note', { text: '4' }), { code: 'RATE_LIMITED', retry_after: 21 });
    t.same(
      (await core.cluster.history(core.app, 'lab:1', 10, Number.MAX_SAFE_INTEGER)).length,
      3,
      'history keeps three',
    );
  });

  t.test('[D8] ten a second where the domain gives no rate', async (t) => {
    const core = await start();
    const owner = await entered(core, room, 'o', { role: 'owner' });
    for (let n = 0; n < 10; n += 1) t.equal(await refusedFor(owner, room, 'raise', {}), undefined);
    t.match(await refusedFor(owner, room, 'raise', {}), { code: 'RATE_LIMITED', retry_after: 1 });
    await core.clock.advance(1000);
    t.equal(await refusedFor(owner, room, 'raise', {}), undefined);
  });

  t.test('[D6] above 20 refusals in a second the rest is dropped with one error frame', async (t) => {
    const core = await start();
    const client = await entered(core, room, 'a');
    const other = await entered(core, room, 'b');
    client.socket.take();
    for (let n = 0; n < 50; n += 1) await client.say('client-nothing', {}, room);
    const told = client.socket.take();
    t.equal(told.filter(({ event }) => event === 'error').length, 20);
    t.match(told.slice(20), [{ event: 'pusher:error', data: { code: 4301 } }]);
    t.equal(told.length, 21);
    await client.say('client-add', { text: 'x' }, room);
    t.same(client.socket.events(), ['added'], 'a good one still takes effect');
    t.match(await refusedFor(other, room, 'nothing', {}), { code: 'UNKNOWN_COMMAND' }, 'others have their own');
    await core.clock.advance(1000);
    t.match(await refusedFor(client, room, 'nothing', {}), { code: 'UNKNOWN_COMMAND' });
  });

  t.test('[D22] users, commands that took effect and what was refused are counted by app and domain', async (t) => {
    const core = await start();
    const client = await entered(core, room, 'a');
    await entered(core, room, 'a');
    await entered(core, room, 'b');
    await entered(core, 'presence-lab-2', 'a');
    for (const id of ['banned', 'trap']) await entered(core, room, id);
    await entered(core, 'presence-lab-a.b', 'a');
    for (const text of ['x', 'y', '']) await client.say('client-add', { text }, room);
    for (let n = 0; n < 30; n += 1) await client.say('client-nothing', {}, room);
    t.same(core.rooms.counters(), [{ app: 'app-1', domain: 'lab', participants: 3, messages: 2, refusals: 34 }]);
    await client.hangUp();
    t.match(core.rooms.counters(), [{ participants: 3 }], 'its second tab is there');
  });
}
