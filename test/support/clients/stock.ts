import type { Channel } from 'pusher-js';
import type { Test } from 'tap';
import type { PusherClient } from '../nodes/server.ts';
import { allNodesHeard, hasOtherNodes } from '../nodes/spread.ts';

/** Settles when the channel was subscribed; with the members on a presence channel. */
export const subscribed = (channel: Channel): Promise<unknown> =>
  new Promise((resolve) => channel.bind('pusher:subscription_succeeded', resolve));

/** What an application hears, in order. */
export class Ear {
  readonly heard: { event: string; data: unknown }[] = [];
  #waiting: { event: string; resolve: (data: never) => void }[] = [];

  constructor(source: Pick<Channel, 'bind_global'>) {
    source.bind_global((event: string, data: unknown) => {
      const index = this.#waiting.findIndex((one) => one.event === event);
      if (index < 0) this.heard.push({ event, data });
      else this.#waiting.splice(index, 1)[0]?.resolve(data as never);
    });
  }

  /** The payload of the next event of this name, past or to come. */
  next<T = unknown>(event: string): Promise<T> {
    const index = this.heard.findIndex((one) => one.event === event);
    if (index >= 0) return Promise.resolve(this.heard.splice(index, 1)[0]?.data as T);
    return new Promise((resolve) => this.#waiting.push({ event, resolve }));
  }
}

/** The server has worked on all that this client said before, and the client on all that came before. */
export async function barrier(client: PusherClient): Promise<void> {
  const port = Number(client.config.wsPort);
  await ping(client);
  if (!hasOtherNodes(port)) return;
  await allNodesHeard(port);
  await ping(client);
}

function ping(client: PusherClient): Promise<void> {
  return new Promise((resolve) => {
    const heard = ({ event }: { event: string }): void => {
      if (event !== 'pusher:pong') return;
      client.connection.unbind('message', heard);
      resolve();
    };
    client.connection.bind('message', heard);
    client.send_event('pusher:ping', {});
  });
}

/** Settles when the client is in this state. */
export function stateIs(client: PusherClient, state: string): Promise<void> {
  if (client.connection.state === state) return Promise.resolve();
  return new Promise((resolve) => client.connection.bind(state, () => resolve()));
}

/** pusher-js in Node leaves a timer of 30 s behind when the server closed a connection first. It must not hold up the end of the test. */
export function letTimersGo(t: Test): void {
  const real = globalThis.setTimeout;
  const passing = (...args: Parameters<typeof real>) => real(...args).unref();
  globalThis.setTimeout = Object.assign(passing, real) as typeof real;
  t.teardown(() => {
    globalThis.setTimeout = real;
  });
}
