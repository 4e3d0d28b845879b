import type { App } from '../../../apps/app.ts';
import type { Answered } from '../io/answers.ts';
import type { Command, Reply } from '../io/command.ts';
import type { Send } from '../io/command-queue.ts';
import { keysVersion } from '../io/keys.ts';
import { chunks, type Entry, entriesAtOnce, outdated, restored, setMany } from '../presence/entries.ts';
import type { LocalState } from '../presence/local-state.ts';

export interface RecoveryParts {
  readonly nodeId: string;
  readonly local: LocalState;
  readonly app: () => App;
  /** The holder that was answered last, and the number. */
  readonly answered: () => Answered;
  /** Tells how many connections there are, where there are any. */
  readonly connectionsCommand: () => Command | undefined;
  readonly onReply: (reply: Reply) => void;
  /** Redis has keys of another version, and is not to be touched. */
  readonly onOtherVersion: (version: string) => void;
  /** Another holder speaks from now on. */
  readonly onAcquired: () => void;
}

/** What became of what Redis knew: all is there; nothing is; what it had some time ago is. */
export type Found = 'known' | 'emptied' | 'older';

/** A lease of this node in an app, and what was found with it. */
export interface Acquired {
  readonly holder: string;
  readonly connections: readonly string[];
  /** Redis had all of this node before, and has it again. */
  readonly isRestored: boolean;
  /** Where it had lost something nobody was told that anybody left, so nobody was told of a return. */
  readonly found: Found;
}

/** A lease under which not all is restored yet. */
interface UnderWay extends Acquired {
  readonly rest: Iterator<Entry[]>;
  /** What goes next: again, when it was not answered. */
  next: Entry[] | undefined;
}

/** In one flight: the lease is renewed with each. */
const entriesInFlight = 5 * entriesAtOnce;

/** Takes a new lease, and restores under it all that Redis had of this node. */
export function createRecovery(parts: RecoveryParts) {
  const { nodeId, local, app, answered, connectionsCommand, onReply, onOtherVersion, onAcquired } = parts;
  let incarnation = 0;
  let epoch = '';
  /** Asked for a lease and not answered: it may have it, and what was left to it. */
  let trying: string | undefined;
  let underWay: UnderWay | undefined;

  /** What Redis answered to the last of these. */
  async function ask(send: Send, holder: string, commands: readonly Command[]): Promise<Reply> {
    let last: Reply = [];
    const after = (reply: Reply): void => {
      onReply(reply);
      last = reply;
    };
    const outcome = await send(
      commands.map((command) => ({ ...command, after })),
      holder,
    );
    if (outcome === 'lost') {
      underWay = undefined;
      trying = undefined;
    }
    if (outcome !== 'answered')
      throw new Error(outcome === 'lost' ? 'The lease is lost again' : 'Redis did not answer');
    return last;
  }

  async function acquire(send: Send): Promise<UnderWay> {
    trying ??= `${nodeId}.${++incarnation}`;
    const holder = trying;
    const { holder: old, number } = answered();
    const args = { holder, version: keysVersion, epoch, old, answered: String(number) };
    const reply = await ask(send, holder, [{ script: 'acquire-lease', args: () => args }]);
    if (reply[0] === 'version') {
      const found = String(reply[2]);
      onOtherVersion(found);
      throw new Error(`Redis has keys of version ${found}, expected ${keysVersion}`);
    }
    trying = undefined;
    const isRestored = epoch !== '';
    epoch = String(reply[2]);
    onAcquired();
    const found = reply[4] as Found;
    const rest = chunks(restored(local, app(), found !== 'known'), entriesInFlight);
    return { holder, connections: reply[3] as string[], isRestored, found, rest, next: rest.next().value };
  }

  const say = (entries: readonly Entry[]): Command[] =>
    [...chunks(entries, entriesAtOnce)].map((some) => ({ script: 'set-many', args: () => setMany(some) }));

  /** What Redis has of this node by older data, and should not. */
  async function endOutdated(send: Send, holder: string): Promise<void> {
    let cursor = '0';
    do {
      const args = { old: holder, cursor };
      const [, , next, page] = await ask(send, holder, [{ script: 'holdings', readOnly: true, args: () => args }]);
      const fields = (page as string[]).filter((_, index) => index % 2 === 0);
      const over = fields.map((field) => outdated(local, app(), field)).filter((entry) => entry !== undefined);
      if (over.length > 0) await ask(send, holder, say(over));
      cursor = String(next);
    } while (cursor !== '0');
  }

  /** Goes on where it was interrupted, as long as its lease is held. */
  return async (send: Send): Promise<Acquired> => {
    const now = underWay ?? (await acquire(send));
    underWay = now;
    for (; now.next !== undefined; now.next = now.rest.next().value) await ask(send, now.holder, say(now.next));
    if (now.found === 'older') await endOutdated(send, now.holder);
    const connections = connectionsCommand();
    if (connections !== undefined) await ask(send, now.holder, [connections]);
    underWay = undefined;
    return now;
  };
}
