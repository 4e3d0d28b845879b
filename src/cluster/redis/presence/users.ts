import { userFeed } from '../../../channels/internal-feeds.ts';
import { controlFeed } from '../io/keys.ts';
import type { AppContext } from './app-context.ts';
import { type Counted, report } from './reconcile.ts';
import { signs, watches } from './script-args.ts';

/** One connection more is signed in as a user. From then on this node hears when the user is ended. */
export async function signIn(context: AppContext, userId: string): Promise<void> {
  const { local, feeds, run } = context;
  try {
    await feeds.subscribe(controlFeed);
    const count = local.user(local.signedIn, userId);
    count.desired += 1;
    const undo = (): void => {
      count.desired -= 1;
    };
    await report(run, countedSignIns(context, userId), {
      done: (reply) => feeds.joined(controlFeed, feeds.serialOf(String(reply[3]))),
      undo,
    });
  } finally {
    feeds.unsubscribe(controlFeed); // the node itself stays subscribed
  }
}

export async function signOut(context: AppContext, userId: string): Promise<void> {
  const count = context.local.signedIn.get(userId);
  if (count === undefined || count.desired === 0) return;
  if (context.drainGrace !== undefined) await context.drainGrace.keepUser(userId);
  count.desired -= 1;
  // What Redis cannot be told now it is told later.
  await report(context.run, countedSignIns(context, userId)).catch(() => {});
}

/** The connections of this node that are signed in as a user. */
export function countedSignIns({ local }: AppContext, userId: string): Counted {
  const count = local.user(local.signedIn, userId);
  return {
    script: 'sign',
    counts: [count],
    args: () => signs(userId, count.desired, false),
    tidy: () => local.tidyUser(local.signedIn, userId),
  };
}

export interface Watched {
  readonly online: boolean;
  readonly serial: number;
}

/** One more connection watches these users. */
export async function watch(context: AppContext, userIds: readonly string[]): Promise<Watched[]> {
  const { local, feeds, run } = context;
  let counted = false;
  try {
    await Promise.all(userIds.map((userId) => feeds.subscribe(userFeed(userId))));
    for (const userId of userIds) local.user(local.watched, userId).desired += 1;
    counted = true;
    const [, , stamp, states] = await report(run, countedWatches(context, userIds));
    const serial = feeds.serialOf(String(stamp));
    return await Promise.all(
      userIds.map(async (userId, index): Promise<Watched> => {
        const [online, last] = (states as string[]).slice(index * 2, index * 2 + 2);
        feeds.joined(userFeed(userId), serial);
        await feeds.reach(userFeed(userId), feeds.serialOf(String(last)));
        return { online: Number(online) === 1, serial };
      }),
    );
  } catch (error) {
    if (counted) await unwatch(context, userIds);
    else for (const userId of userIds) feeds.unsubscribe(userFeed(userId));
    throw error;
  }
}

export async function unwatch(context: AppContext, userIds: readonly string[]): Promise<void> {
  const { local, feeds, run } = context;
  const gone = userIds.filter((userId) => (local.watched.get(userId)?.desired ?? 0) > 0);
  for (const userId of gone) {
    local.user(local.watched, userId).desired -= 1;
    feeds.unsubscribe(userFeed(userId));
  }
  // What Redis cannot be told now it is told later.
  if (gone.length > 0) await report(run, countedWatches(context, gone)).catch(() => {});
}

/** The connections of this node that watch each of these users. */
export function countedWatches({ local }: AppContext, userIds: readonly string[]): Counted {
  const counts = userIds.map((userId) => local.user(local.watched, userId));
  return {
    script: 'watch',
    counts,
    args: () => watches(userIds.map((userId, index) => [userId, counts[index]?.desired ?? 0])),
    tidy: () => {
      for (const userId of userIds) local.tidyUser(local.watched, userId);
    },
  };
}
