import { isDeepStrictEqual } from 'node:util';
import type { Test } from 'tap';
import type { Cluster } from '../../../src/channels/ports/cluster.ts';
import { call } from '../../../src/domains/call.ts';
import type { State } from '../../../src/domains/call-state.ts';
import type { AnyDomain, JoinStep, MemberView, RoomView, Step, Who } from '../../../src/rooms/domain.ts';
import { type FakeClock, fakeClock, settled } from '../core/clock.ts';
import { type TestClient, type TestCore, testCore } from '../core/core.ts';
import type { Frame } from '../core/fake-socket.ts';
import { seeded } from '../random/random.ts';
import { peer, room } from './call-peers.ts';
import { dataOf } from './fixture-domain.ts';

/** What happened to a call, as its own state tells it: each step that changed something, in the order of the commits. */
interface Entry {
  readonly what: string;
  readonly who: string;
  readonly target?: string;
}
type Logged = State & { readonly log?: readonly Entry[] };

const noted = <S extends Step<State> | JoinStep<State>>(state: Logged, step: S, entry: Entry): S =>
  'refuse' in step || ('hold' in step && step.hold)
    ? step
    : { ...step, state: { ...state, ...(step as { state?: State }).state, log: [...(state.log ?? []), entry] } };

type Run = (state: Logged, input: { targetPeerId?: string }, who: Who, now: number, room: RoomView) => Step<State>;

/** The call, which writes down what is done to it. */
const loggedCall: AnyDomain = {
  ...call,
  commands: Object.fromEntries(
    Object.entries(call.commands).map(([name, command]) => {
      const run = command.run as Run;
      const noting: Run = (state, input, who, now, room) => {
        const step = run(state, input, who, now, room);
        const entry = { what: name, who: who.id, ...(input.targetPeerId && { target: input.targetPeerId }) };
        return 'refuse' in step || step.state === undefined ? step : noted(state, step, entry);
      };
      return [name, { ...command, run: noting }];
    }),
  ),
  onJoin: (state: Logged, who: Who, now: number, room: RoomView, joining) =>
    noted(state, call.onJoin?.(state, who, now, room, joining) ?? {}, { what: 'join', who: who.id }),
  onLeave: (state: Logged, who: MemberView, now: number, room: RoomView) =>
    noted(state, call.onLeave?.(state, who, now, room) ?? {}, { what: 'leave', who: who.id }),
} as AnyDomain;

/** The same steps one after another, without a cluster. */
function replay(log: readonly Entry[]): { state: State; members: string[] } {
  let state = call.initial('r');
  let members: Who[] = [];
  const viewOf = (): RoomView => ({
    id: 'r',
    channel: room,
    pattern: '',
    part: undefined,
    members,
    main: members,
    everywhere: members.map((one) => ({ ...one, part: undefined })),
  });
  for (const { what, who: id, target } of log) {
    const who = members.find((one) => one.id === id) ?? whoIs(id);
    if (what === 'leave') members = members.filter((one) => one !== who);
    const step = stepOf(state, what, who, target, viewOf());
    if ('refuse' in step) throw new Error(`${what} of ${id}: ${step.message}`);
    state = step.state ?? state;
    if (what === 'join') members.push(who);
    if (what === 'kicked') members = members.filter((one) => one.id !== target);
  }
  return { state, members: members.map(({ id }) => id) };
}

const whoIs = (id: string): Who => ({ id, name: id, role: '', info: { username: `Name ${id}` }, channels: [] });

function stepOf(state: State, what: string, who: Who, target: string | undefined, view: RoomView): Step<State> {
  if (what === 'join') return (call.onJoin?.(state, who, 0, view, { returning: false }) ?? {}) as Step<State>;
  if (what === 'leave') return call.onLeave?.(state, who, 0, view) ?? {};
  const { run } = call.commands[what as 'kicked'];
  return run(state, { targetPeerId: target ?? '' }, who, 0, view);
}

/** What is stored of the call, as far as this looks at it. */
interface Stored {
  readonly members: readonly { readonly id: string }[];
  readonly data: Logged;
}

/** What is wrong with one state of a call. */
function describeError({ members, data }: Stored): string | undefined {
  const present = new Set(members.map(({ id }) => id));
  if (present.size > 0 && !present.has(data.hostId ?? '')) return `${data.hostId} is host and not there`;
  if (data.hands.some((id) => !present.has(id))) return 'a hand of somebody who is gone';
  if (data.coHosts.some((id) => !present.has(id) || id === data.hostId)) return 'a co-host who is none';
  if (data.banned.some((id) => present.has(id))) return 'somebody banned is in';
  return new Set(data.hands).size === data.hands.length ? undefined : 'a hand twice';
}

interface View {
  host: string;
  locked: boolean;
  readonly hands: Set<string>;
}

/** The call as a page shows it, from what it was told. */
function viewFrom({ socket }: TestClient): View {
  const view: View = { host: '', locked: false, hands: new Set() };
  for (const frame of socket.frames) if (!frame.event.startsWith('pusher')) tell(view, frame);
  return view;
}

function tell(view: View, frame: Frame): void {
  const { hostId, peerId } = dataOf(frame);
  switch (frame.event) {
    case 'peers':
    case 'host-changed':
      view.host = String(hostId);
      break;
    case 'room-locked':
    case 'room-unlocked':
      view.locked = frame.event === 'room-locked';
      break;
    case 'raise-hand':
      view.hands.add(String(peerId));
      break;
    case 'lower-hand':
    case 'peer-left':
      view.hands.delete(String(peerId));
  }
}

const commands = [
  'raise-hand',
  'raise-hand',
  'lower-hand',
  'room-locked',
  'room-unlocked',
  'kicked',
  'promote-co-host',
];

/** Hardly any step waits for the one before; every 40th is that the host's connection is lost. */
async function fire(
  clients: readonly TestClient[],
  hostNow: () => string,
  random: () => number,
  ask: () => Promise<unknown>,
): Promise<void> {
  const any = (most: number): number => Math.floor(random() * most);
  for (let n = 0; n < 200; n += 1) {
    const host = Number(hostNow().slice(1));
    const client = clients[random() < 0.5 ? host : any(clients.length)];
    const data = { targetPeerId: `u${any(clients.length)}` };
    const event = `client-${commands[any(commands.length)]}`;
    if (n % 40 === 39) clients[host]?.socket.close(1006, '');
    else client?.sayRaw(JSON.stringify({ event, channel: room, data }));
    for (let turns = random() < 0.3 ? 6 : 0; turns > 0; turns -= 1) await settled();
    if (random() < 0.1) await ask();
  }
}

export type IdleCluster = Cluster & { idle(): Promise<void> };

export interface Storm {
  readonly kicked: number;
  readonly hosts: number;
  readonly conflicts: number;
}

/** 200 steps at a time on some nodes of one cluster: one host at any commit, and everybody knows which. */
export async function callStorm(
  t: Test,
  seed: number,
  makeNodes: (clock: FakeClock) => readonly IdleCluster[],
): Promise<Storm> {
  const random = seeded(seed);
  const clock = fakeClock();
  const states: Stored[] = [];
  let conflicts = 0;
  const clusters = makeNodes(clock).map((cluster) => ({
    ...cluster,
    async commit(...step: Parameters<typeof cluster.commit>) {
      const answer = await cluster.commit(...step);
      if ('conflict' in answer) conflicts += 1;
      else if ('version' in answer && !('stays' in answer) && step[1].state !== undefined)
        states.push(step[1].state as Stored);
      return answer;
    },
  }));
  const nodes: TestCore[] = [];
  for (const cluster of clusters) nodes.push(await testCore({}, () => cluster, { domains: [loggedCall], clock }));
  const idle = async (): Promise<void> => {
    for (let calm = 0; calm < 3; calm += 1) for (const cluster of clusters) await cluster.idle();
  };
  const clients: TestClient[] = [];
  for (let n = 0; n < 24; n += 1) clients.push(await peer(nodes[n % nodes.length] as TestCore, `u${n}`));
  await idle();
  const ask = () => Promise.all(clusters.map((cluster, n) => cluster.counts((nodes[n] as TestCore).app, [])));
  await fire(clients, () => states.at(-1)?.data.hostId ?? 'u0', random, ask);
  await idle();
  t.same(
    states.map(describeError).filter((wrong) => wrong !== undefined),
    [],
    `seed ${seed}`,
  );
  // Commits are seen in the order of their answers, which need not be their own: the longest log is the last one.
  const last = states.reduce((latest, one) => (logOf(one).length >= logOf(latest).length ? one : latest));
  const present = new Set(last.members.map(({ id }) => id));
  const { log = [], ...data } = last.data;
  t.ok(log.length > 40, `${log.length} steps changed it`);
  const again = replay(log);
  t.same(again.state, data, 'the state is what that order of the steps gives');
  t.same(
    again.members,
    last.members.map(({ id }) => id),
  );
  t.ok(
    states.every(({ data: { log: its = [] } }) => isDeepStrictEqual(its, log.slice(0, its.length))),
    'and every commit before it was a part of it',
  );
  for (const [n, client] of clients.entries()) {
    t.equal(client.connection.subscriptions.size === 1, present.has(`u${n}`), 'in where the room says so');
    if (present.has(`u${n}`)) {
      const { host, locked, hands } = viewFrom(client);
      t.same([host, locked], [data.hostId, data.locked], 'what it was told is what is so');
      for (const id of hands) t.ok(data.hands.includes(id));
    }
  }
  sameForAll(t, clients, present);
  const hosts = new Set(states.map(({ data: { hostId } }) => hostId)).size;
  for (const { errors } of nodes) t.same(errors, []);
  for (const client of clients) await client.hangUp();
  await idle();
  for (const { rooms } of nodes) t.match(rooms, { size: 0 });
  return { kicked: data.banned.length, conflicts, hosts };
}

const logOf = ({ data: { log = [] } }: Stored): readonly Entry[] => log;

/** Who stayed to the end has heard what all hear, in one order: the last who joined heard the end of what the first did. */
function sameForAll(t: Test, clients: readonly TestClient[], present: ReadonlySet<string>): void {
  const directed = new Set(['error', 'peers']);
  const told = clients
    .filter((_, n) => present.has(`u${n}`))
    .map(({ socket }) =>
      socket.frames
        .filter(
          ({ channel, event }) =>
            channel === room && !directed.has(event) && !/succeeded|peer-joined|added/.test(event),
        )
        .map(({ event, data }) => `${event} ${String(data)}`),
    );
  for (const one of told) t.ok(isDeepStrictEqual(one, told[0]), 'all heard one order');
}
