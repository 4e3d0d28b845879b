import { keysVersion } from '../io/keys.ts';

/** Why a node should get no new clients, as one of its apps finds out. */
export function createReadiness() {
  let otherVersion: string | undefined;
  let isFull = false;
  const version = (): string | undefined =>
    otherVersion &&
    `Redis has keys of version ${otherVersion} under this prefix, and this node has version ${keysVersion}`;
  return {
    otherVersion(found: string): void {
      otherVersion = found;
    },
    acquired(): void {
      otherVersion = undefined;
    },
    full(now: boolean): void {
      isFull = now;
    },
    /** Nothing new is taken. */
    refusal: version,
    notReady: (): string | undefined =>
      version() ?? (isFull ? 'Redis is full: it has reached its maxmemory' : undefined),
  };
}
