import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  readonly port: number;
  /** Takes no more connections; those there are stay. */
  close(): void;
}

/** Brings each connection to the next of these ports in turn, byte for byte, as a balancer in front of several nodes does. */
export async function balancer(ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const port = ports[turn % ports.length] ?? 0;
    turn += 1;
    const node = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    passOn(client, node);
    passOn(node, client);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return { port: (listener.address() as AddressInfo).port, close: () => void listener.close() };
}

/** What one side says the other hears, and so with its end: an end politely, a break as a break. */
function passOn(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('error', () => to.resetAndDestroy());
  from.on('close', () => to.destroySoon());
}
