import { userFeed } from '../../../channels/ports.ts';
import type { Reply } from '../io/command-queue.ts';
import { controlFeed } from '../io/keys.ts';
import type { AppNode } from '../node/app-node.ts';
import type { Tally } from './local-state.ts';
import { signs } from './script-args.ts';

/** One connection more is signed in as a user. From then on this node hears when the user is ended. */
export async function signIn(node: AppNode, userId: string): Promise<void> {
  const { local, parts } = node;
  try {
    await node.hear(controlFeed);
    const tally = local.tally(local.signedIn, userId);
    tally.wanted += 1;
    try {
      const reply = await state(node, userId, tally);
      const feed = node.feed(controlFeed);
      if (feed !== undefined) parts.order.joined(feed, Number(reply[3]));
    } catch (error) {
      tally.wanted -= 1;
      restateUser(node, userId);
      throw error;
    }
  } finally {
    node.unhear(controlFeed); // the node itself holds it
  }
}

export async function signOut(node: AppNode, userId: string): Promise<void> {
  const tally = node.local.tally(node.local.signedIn, userId);
  if (tally.wanted === 0) return;
  if (node.leaving) await node.ghosts.keepUser(userId);
  tally.wanted -= 1;
  await state(node, userId, tally).catch(() => restateUser(node, userId));
}

function state(node: AppNode, userId: string, its?: Tally): Promise<Reply> {
  const { local } = node;
  let tally = its ?? local.tally(local.signedIn, userId);
  let said = tally.wanted;
  const freeze = (): string[] => {
    tally = its ?? local.tally(local.signedIn, userId);
    said = tally.wanted;
    return signs(userId, said, false);
  };
  const patient = its === undefined;
  const now = patient ? undefined : freeze();
  return node.run({
    script: 'sign',
    patient,
    args: () => now ?? freeze(),
    after() {
      tally.confirmed = said;
      local.tidyTally(local.signedIn, userId, tally);
    },
  });
}

/** Says what is true by the time that it is sent. */
export function restateUser(node: AppNode, userId: string): void {
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
    await Promise.all(userIds.map((userId) => node.hear(userFeed(userId))));
    for (const userId of userIds) local.tally(local.watched, userId).wanted += 1;
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
    else for (const userId of userIds) node.unhear(userFeed(userId));
    throw error;
  }
}

export async function unwatch(node: AppNode, userIds: readonly string[]): Promise<void> {
  const { local } = node;
  const gone = userIds.filter((userId) => local.tally(local.watched, userId).wanted > 0);
  for (const userId of gone) {
    local.tally(local.watched, userId).wanted -= 1;
    node.unhear(userFeed(userId));
  }
  if (gone.length === 0) return;
  try {
    await stateWatched(node, gone, false);
  } catch {
    restateWatched(node, gone);
  }
}

/** Says what is true by the time that it is sent. */
export function restateWatched(node: AppNode, userIds: readonly string[]): void {
  stateWatched(node, userIds, true).catch(() => {}); // this node has left
}

function stateWatched(node: AppNode, userIds: readonly string[], patient: boolean) {
  const { local } = node;
  let said: [string, number][] = [];
  const freeze = (): string[] => {
    said = userIds.map((userId) => [userId, local.tally(local.watched, userId).wanted]);
    return said.flatMap(([userId, watchers]) => [userId, String(watchers)]);
  };
  const now = patient ? undefined : freeze();
  return node.run({
    script: 'watch',
    patient,
    args: () => now ?? freeze(),
    after() {
      for (const [userId, watchers] of said) {
        const tally = local.tally(local.watched, userId);
        tally.confirmed = watchers;
        local.tidyTally(local.watched, userId, tally);
      }
    },
  });
}
