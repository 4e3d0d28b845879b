import type { TestServer } from '../nodes/server.ts';
import { RoomMember, roomMember } from './room-member.ts';

export const room = 'presence-call-r1';
export const red = `${room}--red`;
export const blue = `${room}--blue`;

export type Line = `${string} ${string}`;

/** A stock client in a call, with the snapshot it got. */
export interface Peer {
  readonly it: RoomMember;
  readonly peers: Record<string, unknown>;
}

export const named = (id: string, more: object = {}): object => ({ username: `Name ${id}`, ...more });

/** Subscribes; its success and snapshot are still to come, or its refusal. */
export const comer = (server: TestServer, id: string, more: object = {}, channel = room): Promise<RoomMember> =>
  roomMember(server, channel, id, named(id, more));

/** In the call; what comes after the snapshot is for the caller to take. */
export async function peer(server: TestServer, id: string, more: object = {}, channel = room): Promise<Peer> {
  return entered(await comer(server, id, more, channel));
}

/** Several, one after the other. */
export async function peersInTurn<const Ids extends readonly string[]>(
  server: TestServer,
  ...ids: Ids
): Promise<{ [Index in keyof Ids]: Peer }> {
  const found: Peer[] = [];
  for (const id of ids) found.push(await peer(server, id));
  return found as { [Index in keyof Ids]: Peer };
}

export async function entered(it: RoomMember): Promise<Peer> {
  await it.next('pusher:subscription_succeeded');
  return { it, peers: await it.next('peers') };
}

/** One more channel of a client that is there. */
export const alsoIn = ({ client }: RoomMember, channel: string): Promise<Peer> =>
  entered(new RoomMember(client, channel));

/** The type of a join's refusal. */
export async function refusal(joining: RoomMember | Promise<RoomMember>): Promise<string> {
  const { type } = await (await joining).next<{ type: string }>('pusher:subscription_error');
  return type;
}

/** Says a command that must be refused; answers with the refusal. */
export function refused(it: RoomMember, name: string, data: unknown = {}): Promise<Record<string, unknown>> {
  const answer = it.next<Record<string, unknown>>('error');
  it.say(name, data);
  return answer;
}

let marks = 0;

/**
 * What each heard by now and nobody took, but for what its channel says of presence. The backend's mark comes on the same way
 * as all that happened in the room before it.
 */
export async function heardBy(server: TestServer, ...members: RoomMember[]): Promise<string[][]> {
  return (await allHeardBy(server, ...members)).map((lines) => lines.filter((line) => !line.startsWith('pusher:')));
}

export async function allHeardBy(server: TestServer, ...members: RoomMember[]): Promise<string[][]> {
  marks += 1;
  const mark = `mark-${marks}`;
  await server.sdk.trigger([...new Set(members.map(({ channel }) => channel.name))], mark, {});
  await Promise.all(members.map((one) => one.next(mark)));
  return members.map(({ heard }) =>
    heard
      .splice(0)
      .filter(({ event }) => !event.startsWith('mark-'))
      .map(({ event, data }) => `${event} ${JSON.stringify(data)}`),
  );
}

/** What somebody heard who is not in the room: a mark on a channel of their own, said after one in the room. */
export async function heardOutside(server: TestServer, inside: RoomMember, outside: RoomMember): Promise<string[]> {
  const channel = outside.client.subscribe('marks');
  if (!channel.subscribed)
    await new Promise((resolve) => channel.bind('pusher:subscription_succeeded', () => resolve(undefined)));
  await heardBy(server, inside);
  marks += 1;
  const mark = `mark-${marks}`;
  const heard = new Promise((resolve) => channel.bind(mark, resolve));
  await server.sdk.trigger('marks', mark, {});
  await heard;
  return outside.heard.splice(0).map(({ event, data }) => `${event} ${JSON.stringify(data)}`);
}

export const left = (id: string): Line => `peer-left {"peerId":"${id}"}`;
export const joined = (id: string): Line => `peer-joined {"peerId":"${id}","username":"Name ${id}"}`;
export const hostIs = (id: string): Line => `host-changed {"hostId":"${id}"}`;
export const knocks = (id: string): Line => `knock {"peerId":"${id}","username":"Name ${id}"}`;
export const coHostsAre = (...ids: string[]): Line => `co-host-changed {"coHosts":${JSON.stringify(ids)}}`;

/** Whether anybody is in it on any node, as the API says. */
export const isOccupied = async ({ sdk }: TestServer, channel: string): Promise<boolean> =>
  ((await (await sdk.get({ path: `/channels/${channel}` })).json()) as { occupied: boolean }).occupied;
