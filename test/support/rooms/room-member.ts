import type { Channel } from 'pusher-js';
import type { PusherClient, TestServer } from '../nodes/server.ts';

interface Heard {
  readonly event: string;
  readonly data: unknown;
}

/** A stock pusher-js in a room, and all that its channel heard, in order. */
export class RoomMember {
  readonly client: PusherClient;
  readonly channel: Channel;
  readonly heard: Heard[] = [];
  #waiting: { event: string; resolve: (data: never) => void }[] = [];

  constructor(client: PusherClient, room: string) {
    this.client = client;
    this.channel = client.subscribe(room);
    this.channel.bind_global((event: string, data: unknown) => {
      const index = this.#waiting.findIndex((one) => one.event === event);
      if (index < 0) this.heard.push({ event, data });
      else this.#waiting.splice(index, 1)[0]?.resolve(data as never);
    });
  }

  /** The payload of the next event of this name, past or to come. */
  next<T = Record<string, unknown>>(event: string): Promise<T> {
    const index = this.heard.findIndex((one) => one.event === event);
    if (index >= 0) return Promise.resolve(this.heard.splice(index, 1)[0]?.data as T);
    return new Promise((resolve) => this.#waiting.push({ event, resolve }));
  }

  say(name: string, data: unknown): void {
    this.channel.trigger(`client-${name}`, data);
  }

  /** All that came by now and nobody took: the server has worked on everything this client said before. */
  async rest(): Promise<string[]> {
    this.say('barrier', {});
    for (;;) {
      const { command } = await this.next<{ command: string }>('error');
      if (command === 'barrier') return this.heard.splice(0).map(({ event }) => event);
    }
  }
}

/** Signed by the SDK, subscribed, with its success and snapshot still to be taken. */
export async function roomMember(
  server: TestServer,
  room: string,
  userId: string,
  userInfo?: object,
): Promise<RoomMember> {
  return new RoomMember(await server.pusher({ userId, userInfo: userInfo ?? { name: `Name ${userId}` } }), room);
}

export interface Kept {
  history: { event: string; data: string; time_ms: number }[];
}

/** What the API says is kept of a channel. */
export const historyOf = async (server: TestServer, channel: string, params = {}): Promise<Kept> =>
  (await server.sdk.get({ path: `/channels/${channel}/history`, params })).json() as Promise<Kept>;

/** The status of a trigger, refused or not. */
export const statusOf = (trigger: Promise<{ status: number }>): Promise<{ status: number; body?: unknown }> =>
  trigger.catch((error: { status: number; body?: unknown }) => error);

/** The form of times. */
export const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
