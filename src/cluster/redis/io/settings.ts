/** What the Redis cluster is told, in milliseconds. */
export interface RedisSettings {
  /** `redis://` or `rediss://`, user and password in it; or the path of a socket. */
  readonly url: string;
  readonly prefix: string;
  readonly lease: number;
  readonly renew: number;
  /** How long a topic stays subscribed once nobody here needs it. */
  readonly linger: number;
  /** How long `channel_vacated` and `member_removed` are held, as a return undoes them. */
  readonly hold: number;
  /** How long a leaving node's members stay in their rosters. */
  readonly drainHold: number;
  /** How long Redis may answer nothing before it counts as standing still. */
  readonly stalledAfter: number;
  /** The bound of every operation. */
  readonly timeout: number;
  readonly backlog: { readonly window: number; readonly frames: number; readonly bytes: number };
  readonly whenAlone: 'refuse' | 'local';
}
