import { Redis, ReplyError } from 'ioredis';
import type { OnError } from '../../../channels/ports/errors.ts';
import type { Clock } from '../../../clock.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { Scripts } from './scripts.ts';
import { checkServer } from './server-check.ts';
import { secretsOf, withoutSecrets } from './without-secrets.ts';

/** A script on its way. */
export interface Call {
  readonly sha: string;
  /** What every key of the app begins with. */
  readonly tag: string;
  readonly args: readonly string[];
}

/** What Redis said to it; undefined: nobody knows whether it ran. */
export type Result = { readonly reply: unknown[] } | { readonly refused: string } | undefined;

export interface ConnectionParts {
  readonly clock: Clock;
  readonly stalledAfter: number;
  readonly url: string;
  readonly timeout: number;
  readonly scripts: Scripts;
  readonly onError: OnError;
  /** Commands that left together were answered, after so many ms. */
  readonly onRoundTrip: (ms: number) => void;
  /** Commands can be sent; to another run of Redis, maybe, than before. */
  readonly onUsable: (isAnotherRun: boolean) => void;
  readonly onBroken: () => void;
  /** The subscriber is connected anew, and subscribed to nothing. */
  readonly onListening: () => void;
  readonly onMessage: (topic: string, text: string) => void;
}

export type Connection = ReturnType<typeof createConnection>;

/** Later tries come later, and those of many nodes not together. */
const pause = (tries: number): number => Math.min(50 * 2 ** Math.min(tries, 10), 2000) * (0.5 + Math.random());

/** Two connections: one for scripts, one that hears. Both come back by themselves; nothing here is ever sent twice. */
export function createConnection(parts: ConnectionParts) {
  const { clock, stalledAfter, url, timeout, scripts, onError, onRoundTrip } = parts;
  const { onUsable, onBroken, onListening, onMessage } = parts;
  const options = {
    lazyConnect: true,
    protocol: 2,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    disableClientInfo: true,
    connectTimeout: Math.max(timeout, 1000),
    socketTimeout: timeout * 3,
    retryStrategy: pause,
  } as const;
  const commands = new Redis(url, options);
  const subscriber = new Redis(url, options);
  const secrets = secretsOf(url);
  let usable = false;
  let listening = false;
  let run: string | undefined;
  let lastError: string | undefined;
  let warning: string | undefined;

  const heartbeat = createHeartbeat({ clock, stalledAfter, ping: () => commands.ping() });

  function setUsable(now: boolean, isAnotherRun = false): void {
    if (usable === now) return;
    usable = now;
    if (now) heartbeat.start();
    else heartbeat.stop();
    if (now) onUsable(isAnotherRun);
    else onBroken();
  }

  async function load(): Promise<void> {
    const pipeline = commands.pipeline();
    for (const { lua } of Object.values(scripts)) pipeline.script('LOAD', lua);
    for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
  }

  /** Before the first command: what the server is, and the scripts. */
  async function prepare(): Promise<void> {
    try {
      const found = checkServer(String(await commands.info()));
      warning = found.warning;
      if (warning !== undefined) onError('redis', 'check', new Error(warning));
      if (found.unfit !== undefined) throw new Error(found.unfit);
      await load();
      lastError = undefined;
      const isAnotherRun = run !== undefined && run !== found.run;
      run = found.run;
      setUsable(true, isAnotherRun);
    } catch (error) {
      if (commands.status !== 'ready') return; // it broke, and is prepared when it is back
      reportError(error);
      commands.disconnect(true);
    }
  }

  const stalled = (): string | undefined => (heartbeat.isStalled ? 'Redis does not answer' : undefined);

  /** A server that was a primary is none any more: another one may be where it was. */
  function lookAgain(): void {
    commands.disconnect(true);
    subscriber.disconnect(true);
  }

  /** The same lastError once, however often it is tried. */
  function reportError(error: unknown): void {
    const message = withoutSecrets((error as Error).message, secrets);
    if (lastError === message) return;
    lastError = message;
    // Not the error itself: the client writes the command into it, and that may be AUTH.
    onError('redis', 'connect', new Error(message));
  }

  commands.on('error', reportError);
  commands.on('ready', () => void prepare());
  commands.on('close', () => setUsable(false));
  subscriber.on('error', reportError);
  subscriber.on('ready', () => {
    listening = true;
    onListening();
  });
  subscriber.on('close', () => {
    listening = false;
  });
  subscriber.on('message', onMessage);

  return {
    get usable() {
      return usable;
    },
    get listening() {
      return listening;
    },
    /** It is connected and stands still: why nothing new is to be asked, or undefined. */
    get stalled() {
      return stalled();
    },
    /** Why this node should get no new clients, or undefined. */
    notReady(): string | undefined {
      if (!usable || !listening) return `Redis cannot be reached${lastError === undefined ? '' : `: ${lastError}`}`;
      return stalled() ?? warning;
    },
    connect(): void {
      // Refused at first: it goes on trying, and says why on 'error'.
      commands.connect().catch(() => {});
      subscriber.connect().catch(() => {});
    },
    load,
    /** In one round trip, in order. What it says of each stands at the same place. */
    async run(calls: readonly Call[]): Promise<Result[]> {
      const pipeline = commands.pipeline();
      for (const { sha, tag, args } of calls) pipeline.evalsha(sha, 1, tag, ...args);
      const began = clock.now();
      const replies = (await pipeline.exec()) ?? [];
      onRoundTrip(clock.now() - began);
      if (replies.some(([error]) => isByReplica(error))) lookAgain();
      return calls.map((_, index) => readReply(replies[index]));
    },
    subscribe: (subscriptions: readonly string[]): Promise<unknown> => subscriber.subscribe(...subscriptions),
    unsubscribe: (subscriptions: readonly string[]): Promise<unknown> => subscriber.unsubscribe(...subscriptions),
    /** Finds out about a subscriber that hears nothing because nobody is there. */
    probe(): void {
      if (listening) subscriber.ping().catch(() => {});
    },
    close(): void {
      heartbeat.stop();
      commands.disconnect();
      subscriber.disconnect();
    },
  };
}

function readReply(one: [Error | null, unknown] | undefined): Result {
  if (one === undefined) return undefined;
  const [error, reply] = one;
  if (error === null) return { reply: reply as unknown[] };
  return error instanceof ReplyError && !isByReplica(error) ? { refused: error.message } : undefined;
}

const isByReplica = (error: Error | null): boolean => /\b(READONLY|MASTERDOWN)\b/.test(error?.message ?? '');
