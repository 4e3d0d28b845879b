import { type OnError, Unavailable } from '../../../channels/ports/errors.ts';
import type { Clock, Timer } from '../../../clock.ts';
import { answeredBy, isLost, isNoScript, lastRun, nobodyAnswered } from './answers.ts';
import type { Command, Reply } from './command.ts';
import type { Call, Connection, Result } from './connection.ts';
import { createDeadline } from './deadline.ts';
import { type Pending, pending } from './pending.ts';
import type { ScriptArgs, Scripts } from './scripts.ts';

export interface CommandQueueParts {
  readonly clock: Clock;
  /** Runs at the end of this turn. */
  readonly defer: (run: () => void) => void;
  readonly connection: Pick<Connection, 'usable' | 'run' | 'load'>;
  readonly scripts: Scripts;
  readonly timeout: number;
  /** What every key of the app begins with. */
  readonly tag: string;
  readonly onError: OnError;
  /** The holder that speaks; undefined: its lease is gone. */
  readonly holder: () => string | undefined;
  /** The last fact that was told and not said to be; it is said again when what carried it did not run. */
  readonly acks: { ack(): string; again(): void };
  /** Takes a lease and restores what Redis had, or goes on with it; commands wait meanwhile. */
  readonly recover: (send: Send) => Promise<void>;
  readonly onLeaseLost: () => void;
  /** Why nothing new is taken at present, or undefined. */
  readonly refusal: () => string | undefined;
}

/** One flight, by who recovers: in front of everything, and by a holder that does not speak for itself yet. */
export type Send = (commands: readonly Command[], as: string) => Promise<'answered' | 'lost' | 'failed'>;

const maxWaiting = 50_000;
const maxBytes = 67_108_864;
const maxInFlight = 500;
const backoffMs = 200;

/**
 * The commands of one app, in order: a flight is under way, and what comes meanwhile goes with the next. What Redis
 * did not answer is sent again, in the same order and under the same numbers, so it takes effect once.
 */
export function createCommandQueue(parts: CommandQueueParts) {
  const { clock, defer, connection, scripts, timeout, tag, onError, holder, acks, recover, onLeaseLost, refusal } =
    parts;
  let queue: Pending[] = [];
  let inFlight: Pending[] = [];
  let seq = 0;
  // Below every number of the queue: what waits comes after what is restored.
  let recovered = -1e12;
  let answered = nobodyAnswered;
  let flushing = false;
  let scheduled = false;
  let backoff: Timer | undefined;
  let closed = false;
  let idle: (() => void)[] = [];
  let bytes = 0;
  let lastTrouble: string | undefined;

  const deadline = createDeadline(clock, expire);

  /** What is true as long as it is, and the lease, are taken always. */
  function refusalOf({ retryForever, first }: Command): string | undefined {
    if (closed) return 'This node has left the cluster';
    if (retryForever === true || first === true) return undefined;
    const isFull = queue.length >= maxWaiting || bytes >= maxBytes;
    return isFull ? 'Too much waits for Redis' : refusal();
  }

  function run(command: Command): Promise<Reply> {
    const refused = refusalOf(command);
    if (refused !== undefined) return Promise.reject(new Unavailable(refused));
    return new Promise((resolve, reject) => {
      const waiting = prepare(command);
      const weight = command.bytes ?? 0;
      const end = (): void => {
        bytes -= weight;
        waiting.resolve = undefined;
        waiting.reject = undefined;
      };
      bytes += weight;
      waiting.resolve = (reply) => {
        end();
        resolve(reply);
      };
      waiting.reject = (error) => {
        end();
        reject(error);
      };
      if (command.first === true) queue.unshift(waiting);
      else queue.push(waiting);
      deadline.watch(waiting.deadline);
      schedule();
    });
  }

  function prepare(command: Command): Pending {
    // One that overtakes may not take a number above those it overtakes: they would count as done.
    const number = command.readOnly === true || command.first === true ? 0 : ++seq;
    const { isFenced } = scripts[command.script];
    return pending(command, { seq: number, isFenced, deadline: clock.now() + timeout });
  }

  /** What comes in one turn goes together. */
  function schedule(): void {
    if (scheduled || flushing || backoff !== undefined || closed) return;
    scheduled = true;
    defer(() => {
      scheduled = false;
      void flush();
    });
  }

  const canFlush = (): boolean => !flushing && !closed && connection.usable && hasWork() && backoff === undefined;

  async function flush(): Promise<void> {
    if (!canFlush()) return;
    flushing = true;
    await (holder() === undefined ? acquire() : sendQueued()).catch(onFlushError);
    flushing = false;
    if (hasWork() && connection.usable) schedule();
    if (queue.length === 0) for (const done of idle.splice(0)) done();
  }

  async function acquire(): Promise<void> {
    await recover(sendNow);
    lastTrouble = undefined;
  }

  /** The same trouble once, however often it is tried. */
  function onFlushError(error: unknown): void {
    if (!connection.usable) return;
    const { message } = error as Error;
    if (message !== lastTrouble) onError('redis', 'command queue', error);
    lastTrouble = message;
    backOff();
  }

  const hasWork = (): boolean => queue.length > 0 || holder() === undefined;

  async function sendQueued(): Promise<void> {
    inFlight = queue.splice(0, maxInFlight);
    const as = holder() ?? '';
    const said = await connection.run(inFlight.map((one) => callOf(one, as)));
    answered = answeredBy(inFlight, said, as, answered);
    if (said.some((one) => one !== undefined && 'refused' in one)) acks.again();
    const now = clock.now();
    // Whoever asked for what is late was told so; it is not done behind its back.
    const ran = lastRun(inFlight, said);
    const left = inFlight.filter((one, index) => {
      const isOver = index < ran && isNoScript(said[index]) ? sayBehind(one) : settle(one, said[index]);
      return !isOver && one.deadline > now;
    });
    inFlight = [];
    queue = [...left, ...queue];
    if (said.some(isNoScript)) await connection.load().catch(() => {}); // broken: loaded when it is back
  }

  function callOf(one: Pending, as: string): Call {
    one.frozen ??= one.args();
    const { sha, isFenced, order } = scripts[one.script];
    return { sha, tag, args: order(one.frozen, isFenced ? speaker(one, as) : one.frozen) };
  }

  const speaker = (one: Pending, as: string): ScriptArgs => ({
    holder: as,
    number: String(one.seq),
    onBehalfOf: one.onBehalfOf ?? '',
    told: acks.ack(),
    answered: String((answered.holder === as ? answered : nobodyAnswered).number),
  });

  /** True when it is over. */
  function settle(one: Pending, said: Result): boolean {
    if (said === undefined || isNoScript(said)) {
      one.unknown ||= said === undefined;
      return false;
    }
    if ('reply' in said) return isLost(said) ? !survivesLoss(one) : answer(one, said.reply);
    return refuse(one, said.refused);
  }

  function refuse(one: Pending, why: string): true {
    one.refusals += 1;
    if (one.refusals === 1) onError('redis', one.script, new Error(why));
    if (one.retryForever === true) return tryLater(one);
    one.reject?.(new Unavailable(`Redis refused: ${why}`));
    return true;
  }

  /** It did not run, and what came behind it did: Redis has passed its number. */
  function sayBehind(one: Pending): boolean {
    if (one.seq === 0) return false;
    if (one.unknown && one.atMostOnce === true) rejectUnsure(one);
    else sayLast(one);
    return true;
  }

  /** What came behind it may have run: it goes to the end, as what is true by then. */
  function tryLater(one: Pending): true {
    sayLast(one);
    backOff();
    return true;
  }

  function sayLast(one: Pending): void {
    one.seq = ++seq;
    one.frozen = undefined;
    queue.push(one);
  }

  function survivesLoss(one: Pending): boolean {
    onLeaseLost();
    if (one.atMostOnce !== true || !one.unknown) return true;
    rejectUnsure(one);
    return false;
  }

  function rejectUnsure(one: Pending): void {
    one.reject?.(new Unavailable('The connection to Redis broke, and nobody knows whether this was done'));
  }

  function answer(one: Pending, reply: Reply): true {
    one.after?.(reply);
    one.resolve?.(reply);
    return true;
  }

  /** For who recovers: what was not answered is said again by it, under other numbers, as that changes nothing. */
  async function sendNow(commands: readonly Command[], as: string): ReturnType<Send> {
    const sent = commands.map((command) => ({ ...prepare(command), seq: ++recovered }));
    const said = await connection.run(sent.map((one) => callOf(one, as)));
    answered = answeredBy(sent, said, as, answered);
    if (said.some(isNoScript)) await connection.load();
    if (said.some(isLost)) return 'lost';
    if (!said.every((one) => one !== undefined && 'reply' in one)) return 'failed';
    for (const [index, one] of sent.entries()) settle(one, said[index]);
    return 'answered';
  }

  function backOff(): void {
    backoff ??= clock.after(backoffMs, () => {
      backoff = undefined;
      schedule();
    });
  }

  /** Who asked for what is late is told so. What is under way may take effect all the same. */
  function expire(now: number): number {
    let next = Number.POSITIVE_INFINITY;
    let late = false;
    for (const one of [...inFlight, ...queue]) {
      if (one.deadline > now) next = Math.min(next, one.deadline);
      else {
        late = true;
        one.reject?.(new Unavailable('Redis does not answer'));
      }
    }
    if (late) queue = queue.filter((one) => one.deadline > now);
    return next;
  }

  return {
    run,
    get answered() {
      return answered;
    },
    /** Commands can be sent again, or there is something to recover. */
    wake(): void {
      void flush();
    },
    get waiting() {
      return queue.length + inFlight.length;
    },
    /** Everything was answered. */
    idle: (): Promise<void> =>
      queue.length + inFlight.length === 0 ? Promise.resolve() : new Promise((done) => idle.push(done)),
    close(): void {
      closed = true;
      backoff?.cancel();
      deadline.close();
      for (const one of [...inFlight, ...queue.splice(0)])
        one.reject?.(new Unavailable('This node has left the cluster'));
      for (const done of idle.splice(0)) done();
      idle = [];
    },
  };
}
