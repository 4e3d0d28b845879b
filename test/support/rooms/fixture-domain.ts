import { defineDomain } from '../../../src/rooms/define-domain.ts';
import { refuse, remembered, toAll, toMember, toOthers } from '../../../src/rooms/domain.ts';
import type { TestClient, TestCore } from '../core/core.ts';
import type { Frame } from '../core/fake-socket.ts';

interface Commands {
  add: { text: string };
  note: { text: string };
  whisper: { to: string };
  raise: object;
  fail: object;
  forget: object;
  later: object;
  odd: object;
  close: object;
}

interface Events {
  set: { value: string; room_id?: string | number };
  broken: object;
  posted: { text: string };
}

interface State {
  readonly texts: readonly string[];
  readonly value: string;
}

const any = { type: 'object' };
const withText = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1, pattern: '\\S' } },
};

/** A domain that does everything a domain can do, also what it must not. */
export const lab = defineDomain<State, Commands, Events>({
  name: 'lab',
  channels: ['presence-lab-{id}', 'lab-{id}', 'presence-desk-{id}'],
  room: (id) => id,
  capacity: 3,
  history: { size: 3, days: 0.01 },
  roles: ['guest', 'owner'],
  schema: {
    commands: {
      add: withText,
      note: withText,
      whisper: { type: 'object', required: ['to'], properties: { to: { type: 'string' } } },
      raise: any,
      fail: any,
      forget: any,
      later: any,
      odd: any,
      close: any,
    },
    backendEvents: {
      set: { type: 'object', required: ['value'], properties: { value: { type: 'string' } } },
      broken: any,
      posted: withText,
    },
  },
  initial: (id) => {
    if (id === 'unborn') throw new Error('no such room');
    return { texts: [], value: '' };
  },
  afterEmpty: ({ value }) => ({ texts: [], value }),
  commands: {
    add: {
      rate: { most: 1000, seconds: 1 },
      run: (state, { text }, { id, name, role }) => ({
        state: { ...state, texts: [...state.texts, text] },
        effects: [toAll('added', { text, id, name, role, count: state.texts.length + 1 })],
      }),
    },
    note: {
      rate: { most: 2, seconds: 60 },
      run: (_, { text }, { id }) => ({ effects: [remembered('note', { text, id })] }),
    },
    whisper: {
      run: (_, { to }, { id }, _now, { members }) =>
        members.some((member) => member.id === to)
          ? { effects: [toMember(to, 'whisper', { from: id }), toOthers('hush', { from: id })] }
          : refuse('NOT_FOUND', 'to: is not in the room', 'to'),
    },
    raise: { roles: ['owner'], run: () => ({ effects: [toAll('raised', {})] }) },
    fail: {
      run: () => {
        throw new Error('out of order');
      },
    },
    forget: { run: () => undefined as never },
    later: { run: (async () => ({ state: { texts: ['late'], value: '' } })) as never },
    odd: { run: () => ({ state: { texts: [], value: '' }, effects: [toAll('odd', { huge: 1n })] }) },
    close: {
      run: (state) =>
        state.value === 'open' ? { state: { ...state, value: 'closed' } } : refuse('INVALID_STATE', 'It is not open'),
    },
  },
  backendEvents: {
    set: { roomKey: 'room_id', run: (state, { value }) => ({ state: { ...state, value } }) },
    broken: {
      run: () => {
        throw new Error('cannot take it');
      },
    },
    posted: { remember: true },
  },
  onJoin: (_, who) => {
    if (who.id === 'trap') throw new Error('fell in');
    if (who.id === 'loud') return { effects: [toAll('loud', {})] };
    return who.id === 'banned' ? refuse('BANNED', 'Not you') : { effects: [toOthers('came', { id: who.id })] };
  },
  onLeave: (_, { id }) => {
    if (id === 'sticky') throw new Error('will not go');
    return { effects: [toAll('went', { id })] };
  },
  snapshot: ({ texts, value }, { members }, history, who) => {
    if (who?.id === 'blind') throw new Error('sees nothing');
    return { event: 'lab', data: { texts, value, members: members.map(({ id }) => id), history } };
  },
});

export const dataOf = (frame: Frame | undefined): Record<string, unknown> =>
  JSON.parse((frame?.data as string | undefined) ?? 'null') as Record<string, unknown>;

/** A client in a room; the frames of its joining are for the caller to take. */
export async function entered(core: TestCore, channel: string, id: string, info?: object): Promise<TestClient> {
  const client = core.connect();
  client.socket.take();
  await client.subscribe(channel, channel.startsWith('presence-') ? { user_id: id, user_info: info } : undefined);
  return client;
}

/** Says a command and answers the `error` that came back, or undefined. */
export async function refusedFor(
  client: TestClient,
  channel: string,
  name: string,
  data: unknown,
): Promise<Record<string, unknown> | undefined> {
  client.socket.take();
  await client.say(`client-${name}`, data, channel);
  const error = client.socket.frames.find(({ event }) => event === 'error');
  return error && dataOf(error);
}
