import type { App } from '../../../apps/app.ts';
import type { Member } from '../../../channels/ports/presence.ts';
import type { Clock } from '../../../clock.ts';
import type { ChannelName } from '../../../protocol/channel-name.ts';
import type { Run } from '../io/command.ts';
import { setCounts, signs } from '../presence/script-args.ts';

/** Who goes at about the same time is kept by one holder, and ends with it. */
interface Keeper {
  readonly holder: string;
  readonly until: number;
  /** Sockets by channel, those of each member there, and signed-in connections by user. */
  readonly channels: Map<string, number>;
  readonly members: Map<string, number>;
  readonly users: Map<string, number>;
}

export interface DrainGraceParts {
  readonly clock: Clock;
  readonly nodeId: string;
  readonly drainHold: number;
  readonly app: () => App;
  readonly run: Run;
}

export type DrainGrace = ReturnType<typeof createDrainGrace>;

const slices = 10;

/**
 * [N15] While this node leaves, those who go are kept by a holder that is dead from the start and swept a while later. Who
 * is back on another node by then is held there too, so the sweep changes nothing.
 */
export function createDrainGrace({ clock, nodeId, drainHold, app, run }: DrainGraceParts) {
  let latest: Keeper | undefined;
  let made = 0;

  async function keeper(): Promise<Keeper> {
    const now = clock.now();
    if (latest !== undefined && now < latest.until) return latest;
    made += 1;
    const holder = `${nodeId}.g${made}`;
    latest = { holder, until: now + drainHold / slices, channels: new Map(), members: new Map(), users: new Map() };
    await run({ script: 'drain-holder', args: () => ({ keeper: holder, grace: String(drainHold) }) });
    return latest;
  }

  const add = (counts: Map<string, number>, key: string): number => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };

  return {
    /** In front of a socket's departure. */
    async keep(name: ChannelName, member: Member): Promise<void> {
      try {
        const { holder, channels, members } = await keeper();
        const sockets = add(channels, name);
        const its = add(members, `${name} ${member.userId}`);
        const args = setCounts(app(), { name, sockets, member: { member, sockets: its } });
        await run({ script: 'set-counts', onBehalfOf: holder, args: () => args });
      } catch {
        // Redis is away: it leaves without a grace
      }
    },
    /** In front of a sign-out. */
    async keepUser(userId: string): Promise<void> {
      try {
        const { holder, users } = await keeper();
        const connections = add(users, userId);
        await run({ script: 'sign', onBehalfOf: holder, args: () => signs(userId, connections, false) });
      } catch {
        // as above
      }
    },
  };
}
