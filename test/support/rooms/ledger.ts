import { defineDomain } from '../../../src/rooms/define-domain.ts';
import { refuse, toAll, toOthers } from '../../../src/rooms/domain.ts';
import type { Frame } from '../core/fake-socket.ts';

export interface State {
  readonly log: readonly string[];
  readonly open: boolean;
}
interface Commands {
  append: { what: string };
  swap: object;
  undo: object;
  say: { what: string };
}

const what = { type: 'object', required: ['what'], properties: { what: { type: 'string' } } };
const rate = { most: 1000, seconds: 1 };
const steps = {
  append: (state: State, text: string): State => ({ ...state, log: [...state.log, text] }),
  swap: (state: State): State => ({ ...state, open: !state.open }),
  undo: (state: State): State => ({ ...state, log: state.log.slice(0, -1) }),
};

/** Commands that do not commute: every order of them gives another state. */
export const ledger = defineDomain<State, Commands, Record<never, never>>({
  name: 'ledger',
  channels: ['presence-ledger-{id}'],
  schema: { commands: { append: what, swap: {}, undo: {}, say: what }, backendEvents: {} },
  initial: () => ({ log: [], open: false }),
  commands: {
    append: {
      rate,
      run: (state, input) =>
        state.open
          ? refuse('INVALID_STATE', 'closed while it is open')
          : { state: steps.append(state, input.what), effects: [toAll('append', { what: input.what })] },
    },
    swap: { rate, run: (state) => ({ state: steps.swap(state), effects: [toAll('swap', { open: !state.open })] }) },
    undo: {
      rate,
      run: (state) =>
        state.log.length === 0
          ? refuse('INVALID_STATE', 'nothing to undo')
          : { state: steps.undo(state), effects: [toAll('undo', { last: state.log.at(-1) })] },
    },
    say: { rate, run: (_, input) => ({ effects: [toAll('say', { what: input.what }), toOthers('said', {})] }) },
  },
  backendEvents: {},
  snapshot: (state) => ({ event: 'ledger', data: state }),
});

export const ledgerRoom = 'presence-ledger-1';

export interface Said {
  readonly event: string;
  readonly data: { what?: string; open?: boolean; last?: string };
}

/** The next state, if this event can have happened. */
function next(state: State, { event, data }: Said): State | undefined {
  if (event === 'append') return state.open ? undefined : steps.append(state, data.what ?? '');
  if (event === 'swap') return state.open === data.open ? undefined : steps.swap(state);
  if (event === 'undo') return state.log.at(-1) === data.last ? steps.undo(state) : undefined;
  return state;
}

/** What these events, in this order, make of an empty ledger; undefined where one of them cannot have happened. */
export function replay(events: readonly Said[]): State | undefined {
  let state: State | undefined = { log: [], open: false };
  for (const said of events) if (state !== undefined) state = next(state, said);
  return state;
}

/** What a member heard of the ledger, in its order. */
export const heardOf = (frames: readonly Frame[]): Said[] =>
  frames
    .filter(({ event }) => ['append', 'swap', 'undo', 'say'].includes(event))
    .map(({ event, data }) => ({ event, data: JSON.parse(data as string) as Said['data'] }));

/** The next command of a random run. */
export function randomCommand(random: () => number, n: number): string {
  const kinds = ['append', 'append', 'append', 'swap', 'undo', 'say'];
  const kind = kinds[Math.floor(random() * kinds.length)];
  return JSON.stringify({ event: `client-${kind}`, channel: ledgerRoom, data: { what: `${n}` } });
}
