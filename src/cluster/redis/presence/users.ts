import { userFeed } from '../../../channels/ports.ts';
import type { Reply } from '../io/command-queue.ts';
import { controlFeed } from '../io/keys.ts';
import type { AppNode } from '../node/app-node.ts';
import type { Count } from './local-state.ts';
import { signs } from './script-args.ts';

/** One connection more is signed in as a user. From then on this node hears when the user is ended. */
export async function signIn(node: AppNode, userId: string): Promise<void> {
  const { local, parts } = node;
  try {
    await node.subscribe(controlFeed);
    const count = local.count(local.signedIn, userId);
    count.desired += 1;
    try {
      const reply = await state(node, userId, count);
      const feed = node.feed(controlFeed);
      if (feed !== undefined) parts.order.joined(feed, Number(reply[3]));
    } catch (error) {
      count.desired -= 1;
      resyncUser(node, userId);
      throw error;
    }
  } finally {
    node.unsubscribe(controlFeed); // the node itself holds it
  }
}

export async function signOut(node: AppNode, userId: string): Promise<void> {
  const count = node.local.count(node.local.signedIn, userId);
  if (count.desired === 0) return;
  if (node.leaving) await node.drainGrace.keepUser(userId);
  count.desired -= 1;
  await state(node, userId, count).catch(() => resyncUser(node, userId));
}

function state(node: AppNode, userId: string, its?: Count): Promise<Reply> {
  const { local } = node;
  let count = its ?? local.count(local.signedIn, userId);
  let said = count.desired;
  const freeze = (): string[] => {
    count = its ?? local.count(local.signedIn, userId);
    said = count.desired;
    return signs(userId, said, false);
  };
  const retryForever = its === undefined;
  const now = retryForever ? undefined : freeze();
  return node.run({
    script: 'sign',
    retryForever,
    args: () => now ?? freeze(),
    after() {
      count.applied = said;
      local.tidyTally(local.signedIn, userId, count);
    },
  });
}

/** Says what is true by the time that it is sent. */
export function resyncUser(node: AppNode, userId: string): void {
  state(node, userId).catch(() => {}); // this node has left
}

export interface Watched {
  readonly online: boolean;
  readonly serial: number;
}

/** One more connection watches these users. */
export async function watch(node: AppNode, userIds: readonly string[]): Promise<Watched[]> {
  const { local, parts } = node;
  let counted = false;
  try {
    await Promise.all(userIds.map((userId) => node.subscribe(userFeed(userId))));
    for (const userId of userIds) local.count(local.watched, userId).desired += 1;
    counted = true;
    const [, , serial, states] = await stateWatched(node, userIds, false);
    return await Promise.all(
      userIds.map(async (userId, index): Promise<Watched> => {
        const [online, last] = (states as [number, string][] & string[]).slice(index * 2, index * 2 + 2);
        const feed = node.feed(userFeed(userId));
        if (feed !== undefined) {
          parts.order.joined(feed, Number(serial));
          await parts.order.reach(feed, Number(last));
        }
        return { online: Number(online) === 1, serial: Number(serial) };
      }),
    );
  } catch (error) {
    if (counted) await unwatch(node, userIds);
    else for (const userId of userIds) node.unsubscribe(userFeed(userId));
    throw error;
  }
}

export async function unwatch(node: AppNode, userIds: readonly string[]): Promise<void> {
  const { local } = node;
  const gone = userIds.filter((userId) => local.count(local.watched, userId).desired > 0);
  for (const userId of gone) {
    local.count(local.watched, userId).desired -= 1;
    node.unsubscribe(userFeed(userId));
  }
  if (gone.length === 0) return;
  try {
    await stateWatched(node, gone, false);
  } catch {
    resyncWatched(node, gone);
  }
}

/** Says what is true by the time that it is sent. */
export function resyncWatched(node: AppNode, userIds: readonly string[]): void {
  stateWatched(node, userIds, true).catch(() => {}); // this node has left
}

function stateWatched(node: AppNode, userIds: readonly string[], retryForever: boolean) {
  const { local } = node;
  let said: [string, number][] = [];
  const freeze = (): string[] => {
    said = userIds.map((userId) => [userId, local.count(local.watched, userId).desired]);
    return said.flatMap(([userId, watchers]) => [userId, String(watchers)]);
  };
  const now = retryForever ? undefined : freeze();
  return node.run({
    script: 'watch',
    retryForever,
    args: () => now ?? freeze(),
    after() {
      for (const [userId, watchers] of said) {
        const count = local.count(local.watched, userId);
        count.applied = watchers;
        local.tidyTally(local.watched, userId, count);
      }
    },
  });
}
