/** Bounds of the process; 0: none. Read each time, as they change on reload. */
export interface Bounds {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly connectsPerAddressPerSecond: number;
  readonly waitingBytes: number;
  /** True while the process is too late with its own work to take on more. */
  readonly overloaded: boolean;
}

export const noBounds: Bounds = {
  connections: 0,
  connectionsPerAddress: 0,
  connectsPerAddressPerSecond: 0,
  waitingBytes: 4_194_304,
  overloaded: false,
};
