import type { Reply } from '../io/command-queue.ts';
import type { AppNode } from '../node/app-node.ts';
import type { HeldChannel, HeldUser } from './local-state.ts';
import { type Change, say } from './members.ts';

/** Says a change, and says what is true again if that fails. */
export async function sayChange(node: AppNode, change: Change, ask = ''): Promise<Reply> {
  const { held, user } = change;
  try {
    const reply = await node.run({
      script: 'set-counts',
      args: () => [...change.args, ask],
      after: ([status]) => status === 'ok' && change.done(),
    });
    if (reply[0] === 'full') {
      change.undo();
      restateStale(node, held, user);
    }
    return reply;
  } catch (error) {
    change.undo();
    restate(node, held, user);
    throw error;
  }
}

/** Something was said meanwhile that counted on it. */
export function restateStale(node: AppNode, held: HeldChannel, user: HeldUser | undefined): void {
  if (isStale(held) || (user !== undefined && isStale(user))) restate(node, held, user);
}

const isStale = ({ tally }: HeldChannel | HeldUser): boolean => tally.stated !== tally.wanted;

/**
 * Says what is true by the time that it is sent, however long that takes. One at a time waits for each. What stands
 * behind it in the line was worked out earlier, and may be older than what this says: then it is said once more.
 */
export function restate(node: AppNode, { name }: HeldChannel, user: HeldUser | undefined): void {
  const key = `${name}\n${user?.member.userId ?? ''}`;
  if (node.restating.has(key)) return;
  node.restating.add(key);
  const since = node.local.lined;
  let change: Change | undefined;
  node
    .run({
      script: 'set-counts',
      patient: true,
      args() {
        node.restating.delete(key);
        const held = node.local.channel(name);
        const its = user && node.local.user(held, user.member);
        change = say(node.app, node.local, held, its, { since });
        restateStale(node, held, its);
        return [...change.args, ''];
      },
      after: () => change?.done(),
    })
    .catch(() => {}); // this node has left
}
