import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { WebinarBackendEvents, WebinarCommands } from '../../src/protocol/types/domains/webinar.ts';
import { defineDomain, readSchema } from '../../src/rooms/define-domain.ts';
import { toAll } from '../../src/rooms/domain.ts';
import { BadDomain, loadDomains } from '../../src/rooms/load.ts';
import { testServer } from '../support/nodes/server.ts';
import { dataOf } from '../support/rooms/fixture-domain.ts';

const page = readFileSync(new URL('../../docs/domains.md', import.meta.url), 'utf8');
const [, example = ''] = /```js\n(\/\/ domains\/poll\.mjs\n[^`]*)```/.exec(page) ?? [];
const index = new URL('../../src/index.ts', import.meta.url).href;

/** A program of its own that has the package installed and this module beside it. */
function program(t: Test, module: string): string {
  const folder = t.testdir({
    'package.json': '{ "type": "module" }',
    node_modules: {
      carillon: {
        'package.json': '{ "type": "module", "exports": "./index.js" }',
        'index.js': `export * from ${JSON.stringify(index)};`,
      },
    },
    'poll.mjs': module,
  });
  return join(folder, 'poll.mjs');
}

t.test('[D21] the example of docs/domains.md is a domain that does what it says', async (t) => {
  t.ok(example.split('\n').length > 30, 'the page has it');
  const server = await testServer(t, { domains: [program(t, example)] });
  const room = 'presence-poll-7';
  const enter = async (id: string, role?: string) => {
    const client = await server.raw();
    await client.join(room, { user_id: id, user_info: { name: `Name ${id}`, role } });
    return { client, snapshot: dataOf(await client.next('poll')) };
  };
  const say = (client: Awaited<ReturnType<typeof enter>>['client'], name: string, data: object) =>
    client.say(`client-${name}`, data, { channel: room });
  const { client: ann, snapshot } = await enter('ann');
  t.same(snapshot, { question: null, choices: [], history: [] });
  const bad = await server.sdk
    .trigger(room, 'poll-opened', { question: 'Tea?' })
    .catch((error: { status: number }) => error);
  t.equal(bad.status, 400);
  await server.sdk.trigger(room, 'poll-opened', { question: 'Tea?', choices: ['yes', 'no'] });
  const { client: host, snapshot: opened } = await enter('host', 'host');
  t.same(opened, { question: 'Tea?', choices: ['yes', 'no'], history: [] });
  say(ann, 'vote', { choice: 'perhaps' });
  t.match(dataOf(await ann.next('error')), { code: 'NOT_FOUND', field: 'choice', command: 'vote' });
  say(ann, 'vote', { choice: 'yes' });
  t.same(dataOf(await host.next('voted')), { poll_id: '7', votes: 1 });
  say(ann, 'vote', { choice: 'no' });
  t.same(dataOf(await host.next('voted')), { poll_id: '7', votes: 1 }, 'one vote each');
  say(ann, 'close', {});
  t.match(dataOf(await ann.next('error')), { code: 'FORBIDDEN' });
  say(host, 'close', {});
  t.match(dataOf(await ann.next('result')), { question: 'Tea?', votes: ['no'], by: 'Name host', time_ms: Number });
  t.match((await enter('late')).snapshot, { question: 'Tea?', choices: [], history: [{ votes: ['no'] }] });
});

const head = "import { defineDomain } from 'carillon';\nexport default ";
const minimal = `defineDomain({ name: 'x', channels: ['x-{id}'], schema: { commands: {}, backendEvents: {} }, initial: () => ({}),
  commands: {}, backendEvents: {}, snapshot: () => undefined })`;

t.test('[D21] [D67] what is no domain is refused at the start, in a sentence', async (t) => {
  const wrong: [module: string, message: RegExp][] = [
    ['export const x = 1;', /poll\.mjs: expected a default export made with defineDomain\.$/],
    ['export default 5;', /expected a default export made with defineDomain\.$/],
    ['export default {', /poll\.mjs cannot be loaded: /],
    ['throw new Error("no luck");', /poll\.mjs cannot be loaded: no luck\.$/],
    ['throw "no luck";', /poll\.mjs cannot be loaded: no luck\.$/],
    ['export default () => { throw new Error("bad options"); };', /poll\.mjs: bad options\.$/],
    [head + minimal.replace("'x-{id}'", "'{id}'"), /domain x: channels: "\{id\}" expects a prefix/],
    [
      head + minimal.replace("'x-{id}'", "'private-encrypted-x-{id}'"),
      /"private-encrypted-x-\{id\}" is end-to-end encrypted/,
    ],
    [head + minimal.replace("['x-{id}']", '[]'), /channels: expected at least one pattern/],
    [head + minimal.replace("'x'", "'a b'"), /its name expects letters/],
    [
      head + minimal.replace('commands: {}, b', 'commands: { a: {} }, b'),
      /schema\.commands: there is no a in commands/,
    ],
    [
      head + minimal.replace(' commands: {}, backendEvents: {}, s', ' commands: { a: {} }, backendEvents: {}, s'),
      /commands: a has no schema/,
    ],
    [head + minimal.replace('initial: () => ({}),', ''), /expected a default export|initial: expected a function/],
    [head + minimal.replace('name', 'capacity: 0, name'), /capacity: expected a whole number from 1/],
    [head + minimal.replace('name', 'history: { size: 1 }, name'), /history: expected \{ size, days \}/],
    [
      `${head}${minimal.replace('commands: {}, b', "commands: { a: { type: 'nothing' } }, b").replace(' commands: {}, backendEvents: {}, s', ' commands: { a: { run() {} } }, backendEvents: {}, s')}`,
      /poll\.mjs: schema is invalid/,
    ],
  ];
  for (const [module, message] of wrong) {
    await t.test(message.source, async (t) => {
      const path = program(t, module);
      const error = await loadDomains([path], {}, {}).catch((one: unknown) => one);
      t.type(error, BadDomain);
      t.match((error as Error).message, message);
    });
  }
  await t.rejects(loadDomains(['webinars'], {}, { webinar: () => webinarLike }), {
    message: 'domains: there is no domain "webinars"; expected webinar, all, or a module\'s path.',
  });
  await t.rejects(loadDomains(['./nowhere.mjs'], {}, {}), { message: /^domains: \.\/nowhere\.mjs cannot be loaded: / });
});

t.test('[D66] a domain of one’s own may do without commands, without backend events, and without both', async (t) => {
  const commands = "commands: { wave: { run: () => ({ effects: [toAll('waved', {})] }) } }";
  const backendEvents = 'backendEvents: { news: { remember: true } }';
  const imports = "import { defineDomain, toAll } from 'carillon';\nexport default ";
  const module = (parts: string): string =>
    `defineDomain({ name: 'x', channels: ['presence-x-{id}'], initial: () => ({}), ${parts}
      snapshot: (state, room, history) => ({ event: 'x', data: { history } }) })`;
  const modules = {
    commands: `schema: { commands: { wave: { type: 'object' } } }, ${commands},`,
    events: `schema: { backendEvents: { news: { type: 'object', required: ['text'] } } }, ${backendEvents},`,
    neither: '',
    'neither, as an object': '',
  };
  for (const [name, parts] of Object.entries(modules)) {
    const whole = name.endsWith('object') ? module(parts).replace('defineDomain(', '(') : module(parts);
    await t.test(name, async (t) => {
      const server = await testServer(t, { domains: [program(t, imports + whole)] });
      const client = await server.raw();
      await client.join('presence-x-1', { user_id: 'a' });
      t.same(dataOf(await client.next('x')), { history: [] });
      client.say('client-wave', {}, { channel: 'presence-x-1' });
      if (name === 'commands') t.ok(await client.next('waved'));
      else
        t.match(dataOf(await client.next('error')), {
          code: 'UNKNOWN_COMMAND',
          message: 'This room knows no commands',
        });
      const { status } = await server.sdk
        .trigger('presence-x-1', 'news', {})
        .catch((error: { status: number }) => error);
      t.equal(status, name === 'events' ? 400 : 200, name);
    });
  }
  const bare = defineDomain({ name: 'bare', channels: ['x-{id}'], initial: () => 0, snapshot: () => undefined });
  t.match(bare, { commands: {}, backendEvents: {}, schema: { commands: {}, backendEvents: {} } });
});

t.test('[D21] a module may be a function of its options', async (t) => {
  const path = program(
    t,
    `${head.replace('default ', 'default ({ name }) => ')}${minimal.replace("name: 'x'", 'name')}`,
  );
  t.match(await loadDomains([path], { [path]: { name: 'given' } }, {}), [{ name: 'given' }]);
});

/** Not one type is written here: the schema brings them. */
const webinarLike = defineDomain({
  name: 'types',
  channels: ['presence-types-{id}'],
  schema: readSchema<WebinarCommands, WebinarBackendEvents>('webinar'),
  initial: () => ({ started: 0 }),
  commands: {
    chat_message: {
      run: (state, { message }) => ({ state: { started: state.started + message.length } }),
    },
    typing: {
      // @ts-expect-error: the schema calls it is_typing, and this must not compile
      run: (_, { isTyping }) => ({ effects: [toAll('typing', { isTyping })] }),
    },
    webinar_action: {
      // @ts-expect-error: no such action is in the schema, and this must not compile
      run: (state, { action }) => (action === 'stop' ? { state } : {}),
    },
  },
  backendEvents: {
    'webinar-updated': {
      // @ts-expect-error: a state of another shape must not compile
      run: (_, { title }) => ({ state: { title } }),
    },
  },
  // @ts-expect-error: the state has no such field, and this must not compile
  snapshot: (state) => ({ event: 'types', data: { at: state.ended } }),
});

t.test('the types of a domain come from its schema', async (t) => {
  t.same(
    Object.keys(webinarLike.commands),
    ['chat_message', 'typing', 'webinar_action'],
    'checked when this is compiled',
  );
});
