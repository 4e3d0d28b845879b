import { fileURLToPath } from 'node:url';
import type { Arena, Case, Figures, Scenario, Target } from '../case.ts';
import { audited } from '../fan-out.ts';

interface Size {
  readonly members: number;
  readonly channels: number;
  readonly rate: number;
}

const usual: Size = { members: 11, channels: 20, rate: 1000 };
const pairs: Size = { members: 2, channels: 100, rate: 3000 };
const domains = [
  new URL('../room-domain.mjs', import.meta.url),
  new URL('../counting-domain.mjs', import.meta.url),
].map((url) => fileURLToPath(url));

/** One window of what is said on channels of this prefix: CPU of one event, told to all the others. */
async function speakers({ subject, loader }: Arena, prefix: string, { members, channels, rate }: Size) {
  const sockets = loader();
  const session = await sockets.call('session', subject.server, members);
  await sockets.call('connect', session, { sockets: members * channels, prefix, per: members, each: 1 });
  return async (ms: number) => {
    const before = subject.cpu();
    const said = await sockets.call('clientEvents', session, { prefix, rate, per: members, ms, bytes: 128 });
    const settled = await sockets.call('settle', session, said.last, true);
    return { cpu: (subject.cpu() - before) / said.events, figures: audited(settled) };
  };
}

/** Both in every window, one after the other: the machine is the same for both. */
async function openBoth(arena: Arena, size: Size, prefix: string): Promise<() => Promise<Figures>> {
  const plain = await speakers(arena, 'presence-plain-', size);
  const room = await speakers(arena, prefix, size);
  return async () => {
    const [event, command] = [await plain(arena.ms), await room(arena.ms)];
    const figures = Object.entries(command.figures).map(([name, value]): [string, number] => [
      name,
      value + (event.figures[name] ?? 0),
    ]);
    return {
      'command ÷ client event': command.cpu / event.cpu,
      'cpu µs/command': command.cpu,
      'cpu µs/client event': event.cpu,
      ...Object.fromEntries(figures),
    };
  };
}

const beside = (size: Size, what = 'a command', prefix = 'presence-bench-'): Case => ({
  name: `${what} beside a client event, ${size.channels} channels × ${size.members} members, ${size.rate.toLocaleString('en')} a second`,
  main: 'command ÷ client event',
  targets: [{ figure: 'command ÷ client event', most: 2, as: 'itself' }],
  settings: { domains },
  open: (arena) => openBoth(arena, size, prefix),
});

const unclaimed = (name: string, settings: object, targets: readonly Target[] = []): Case => ({
  name: `client events on channels that no room is, ${name}`,
  main: 'cpu µs/client event',
  settings,
  targets,
  async open(arena) {
    const plain = await speakers(arena, 'presence-plain-', usual);
    return async () => {
      const { cpu, figures } = await plain(arena.ms);
      return { 'cpu µs/client event': cpu, ...figures };
    };
  },
});

export const rooms: Scenario = {
  name: 'rooms',
  about: 'commands in rooms beside client events, and what rooms cost where there are none',
  cases: [
    beside(usual),
    beside(pairs),
    beside(usual, 'a command that changes the state', 'presence-counting-'),
    unclaimed('no domains', {}),
    unclaimed('all domains', { domains: ['all'] }),
  ],
};
