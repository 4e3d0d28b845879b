import type { LocalChannel, LocalMember } from '../presence/local-state.ts';
import { holds, signs } from '../presence/script-args.ts';
import type { AppNode } from './app-node.ts';

interface Ghost {
  readonly holder: string;
  readonly until: number;
  /** Sockets by channel, those of each member there, and signed-in connections by user. */
  readonly channels: Map<string, number>;
  readonly members: Map<string, number>;
  readonly users: Map<string, number>;
}

export type DrainGrace = ReturnType<typeof createDrainGrace>;

const slices = 10;

/**
 * While this node leaves, those who go are held by a ghost that is swept a while later. Who is back on another node by
 * then is held there too, so the ghost's end changes nothing.
 */
export function createDrainGrace(node: AppNode) {
  const { clock, settings } = node.parts;
  let latest: Ghost | undefined;
  let made = 0;

  /** One for all that go at about the same time. */
  async function ghost(): Promise<Ghost> {
    const now = clock.now();
    if (latest !== undefined && now < latest.until) return latest;
    made += 1;
    const holder = `${node.parts.nodeId}.g${made}`;
    latest = {
      holder,
      until: now + settings.drainHold / slices,
      channels: new Map(),
      members: new Map(),
      users: new Map(),
    };
    await node.run({ script: 'ghost', args: () => [holder, String(settings.drainHold)] });
    return latest;
  }

  const add = (map: Map<string, number>, key: string): number => {
    const count = (map.get(key) ?? 0) + 1;
    map.set(key, count);
    return count;
  };

  return {
    /** In front of a socket's departure. */
    async keep({ name }: LocalChannel, { member }: LocalMember): Promise<void> {
      try {
        const { holder, channels, members } = await ghost();
        const sockets = add(channels, name);
        const its = add(members, `${name} ${member.userId}`);
        const args = holds(node.app, { name, sockets, member: { member, sockets: its } });
        await node.run({ script: 'set-counts', onBehalfOf: holder, args: () => [...args, ''] });
      } catch {
        // Redis is away: it leaves without a ghost
      }
    },
    /** In front of a sign-out. */
    async keepUser(userId: string): Promise<void> {
      try {
        const { holder, users } = await ghost();
        const connections = add(users, userId);
        await node.run({ script: 'sign', onBehalfOf: holder, args: () => signs(userId, connections, false) });
      } catch {
        // as above
      }
    },
  };
}
