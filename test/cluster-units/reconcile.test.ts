import t from 'tap';
import type { Joined } from '../../src/channels/ports/presence.ts';
import type { AppFeeds } from '../../src/cluster/redis/feeds/feeds.ts';
import type { Command, Reply } from '../../src/cluster/redis/io/command.ts';
import type { AppContext } from '../../src/cluster/redis/presence/app-context.ts';
import { joinChannel, kicked, leaveChannel } from '../../src/cluster/redis/presence/channels.ts';
import { LocalState } from '../../src/cluster/redis/presence/local-state.ts';
import { createRosters } from '../../src/cluster/redis/presence/rosters.ts';
import type { ChannelName } from '../../src/protocol/channel-name.ts';
import { settled } from '../support/core/clock.ts';
import { testApp } from '../support/core/core.ts';

const room = 'presence-room' as ChannelName;
const member = { userId: 'u1', info: undefined };

/** Presence on commands that a test sends and answers by hand, as the queue does: arguments are asked for when it sends. */
function bench() {
  interface Asked {
    readonly command: Command;
    readonly resolve: (reply: Reply) => void;
    readonly reject: (error: Error) => void;
    args?: Record<string, unknown>;
  }
  const waiting: Asked[] = [];
  let flight: Asked[] = [];
  const subscribed: string[] = [];
  const feeds: AppFeeds = {
    subscribe: (feed) => void subscribed.push(feed),
    unsubscribe: (feed) => void subscribed.splice(subscribed.indexOf(feed), 1),
    last: () => undefined,
    serialOf: (stamp) => Number.parseInt(stamp, 10),
    joined() {},
    reach: () => undefined,
  };
  const context: AppContext = {
    app: testApp(),
    local: new LocalState(),
    rosters: createRosters(),
    feeds,
    run: (command) => new Promise((resolve, reject) => waiting.push({ command, resolve, reject })),
    now: () => 0,
    reportSoon() {},
    drainGrace: undefined,
  };
  const sends = async (): Promise<string[]> => {
    await settled();
    flight = waiting.splice(0);
    for (const one of flight) one.args = { ...one.command.args() };
    return flight.map(({ args }) => `${args?.['sockets']} ${args?.['userSockets']}`);
  };
  const ends = async (...statuses: (string | undefined)[]): Promise<void> => {
    for (const [index, one] of flight.splice(0).entries()) {
      const status = index < statuses.length ? statuses[index] : 'ok';
      if (status === undefined) one.reject(new Error('nobody knows'));
      else {
        const reply = [status, [], -1, [`${100 + index}`, '0', [], 0, null]];
        one.command.after?.(reply);
        one.resolve(reply);
      }
    }
    await settled();
  };
  return {
    context,
    subscribed,
    /** The sockets of the channel and of its member in each command that is sent now. */
    sends,
    /** Answers them: `ok` unless said otherwise; undefined: nobody knows. */
    ends,
    join: (): Promise<Joined | string> =>
      joinChannel(context, room, member).catch(({ message }: Error): string => message),
    leave: () => leaveChannel(context, room, member.userId),
  };
}

t.test('each report tells what is so when it is sent, and nothing is told twice', async (t) => {
  const { context, join, leave, sends, ends, subscribed } = bench();
  const joins = [join(), join()];
  t.same(await sends(), ['2 2', '2 2']);
  await ends();
  await Promise.all(joins);
  void leave();
  t.same(await sends(), ['1 1']);
  void leave(); // told when the first was answered, and not by that
  await ends();
  t.same(await sends(), ['0 0']);
  await ends();
  t.same(await sends(), [], 'that is all');
  t.equal(context.local.channels.size, 0, 'nothing is left of it');
  t.same(subscribed, []);
});

t.test('[N5] who found no place is not counted, and Redis is told so where a report behind it did', async (t) => {
  const { context, join, sends, ends, subscribed } = bench();
  const joins = [join(), join()];
  await sends();
  await ends('full', 'ok');
  t.match(await Promise.all(joins), ['full', { serial: 101 }]);
  t.same(await sends(), ['1 1'], 'it had told of two');
  await ends();
  t.same(await sends(), []);
  t.equal(context.local.channels.get(room)?.count.desired, 1);
  t.same(subscribed, [room]);
});

t.test('[N14] what nobody knows is told again as it is by then, once for all of it', async (t) => {
  const { context, join, sends, ends, subscribed } = bench();
  const joins = [join(), join()];
  await sends();
  await ends(undefined, undefined);
  t.same(await Promise.all(joins), ['nobody knows', 'nobody knows']);
  t.same(await sends(), ['0 0']);
  await ends();
  t.same(await sends(), []);
  t.equal(context.local.channels.size, 0);
  t.same(subscribed, []);
});

t.test('[N14] a resync that is refused for good is not told for ever', async (t) => {
  const { join, leave, sends, ends } = bench();
  void join();
  await sends();
  await ends();
  void leave();
  await sends();
  await ends(undefined);
  await sends();
  await ends('full');
  t.same(await sends(), []);
});

t.test(
  '[D18] who is kicked before the join was answered has nothing to leave, and Redis hears of nobody',
  async (t) => {
    const { context, join, sends, ends, subscribed } = bench();
    const joining = join();
    await sends();
    kicked(context, room, member.userId, 200);
    await ends();
    await joining;
    t.same(await sends(), ['0 0'], 'what it had told is over');
    await ends();
    t.equal(context.local.channels.size, 0);
    t.same(subscribed, []);
  },
);

t.test('[D18] a kick leaves who joined after it', async (t) => {
  const { context, join, sends, ends } = bench();
  const joins = [join(), join()];
  await sends();
  await ends();
  await Promise.all(joins);
  kicked(context, room, member.userId, 101); // between serial 100 and 101
  t.same(await sends(), ['1 1']);
  await ends();
  t.equal(context.local.channels.get(room)?.count.desired, 1);
});

t.test('what was forgotten takes nothing with it that came later under its name', async (t) => {
  const local = new LocalState();
  const old = local.channel(room);
  const oldMember = local.member(old, member);
  local.tidy(old, oldMember);
  const channel = local.channel(room);
  const present = local.member(channel, member);
  for (const { count } of [channel, present]) count.desired = 1;
  local.tidy(old, oldMember); // a report of a moment ago ends
  t.equal(local.channels.get(room), channel);
  t.equal(channel.members.get(member.userId), present);
});
