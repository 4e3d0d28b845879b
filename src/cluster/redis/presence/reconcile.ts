import type { Reply } from '../io/command-queue.ts';
import type { AppNode } from '../node/app-node.ts';
import type { LocalChannel, LocalMember } from './local-state.ts';
import { type Change, say } from './members.ts';

/** Says a change, and says what is true again if that fails. */
export async function report(node: AppNode, change: Change, ask = ''): Promise<Reply> {
  const { held, user } = change;
  try {
    const reply = await node.run({
      script: 'set-counts',
      args: () => [...change.args, ask],
      after: ([status]) => status === 'ok' && change.done(),
    });
    if (reply[0] === 'full') {
      change.undo();
      reconcile(node, held, user);
    }
    return reply;
  } catch (error) {
    change.undo();
    resync(node, held, user);
    throw error;
  }
}

/** Something was said meanwhile that counted on it. */
export function reconcile(node: AppNode, held: LocalChannel, user: LocalMember | undefined): void {
  if (isStale(held) || (user !== undefined && isStale(user))) resync(node, held, user);
}

const isStale = ({ count }: LocalChannel | LocalMember): boolean => count.stated !== count.desired;

/**
 * Says what is true by the time that it is sent, however long that takes. One at a time waits for each. What stands
 * behind it in the line was worked out earlier, and may be older than what this says: then it is said once more.
 */
export function resync(node: AppNode, { name }: LocalChannel, user: LocalMember | undefined): void {
  const key = `${name}\n${user?.member.userId ?? ''}`;
  if (node.resyncing.has(key)) return;
  node.resyncing.add(key);
  const since = node.local.lined;
  let change: Change | undefined;
  node
    .run({
      script: 'set-counts',
      retryForever: true,
      args() {
        node.resyncing.delete(key);
        const held = node.local.channel(name);
        const its = user && node.local.user(held, user.member);
        change = say(node.app, node.local, held, its, { since });
        reconcile(node, held, its);
        return [...change.args, ''];
      },
      after: () => change?.done(),
    })
    .catch(() => {}); // this node has left
}
