/** Its message is one sentence for the operator. */
export class PortTaken extends Error {
  /** `settings`: what the names of the flags begin with. */
  constructor(host: string, port: number, settings: string) {
    super(
      `Cannot listen on ${host}:${port}: the port is taken, or the address is not this machine's. Set another with --${settings}port or --${settings}host.`,
    );
  }
}
