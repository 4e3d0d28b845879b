import type { ChannelEvent, Member, RoomAnswer, RoomSocket } from '../channels/ports.ts';
import * as encode from '../protocol/encode.ts';
import { type MemberView, type Refusal, refuse } from './domain.ts';
import { contained, type Place, published, ttlOf, viewRoom } from './place.ts';
import { isPresent, openDoc, type RoomDoc, viewOf, withMember, withoutMember, withSockets } from './room-doc.ts';
import type { Done } from './room-host.ts';

/** One commit: checked, let in and told together, or refused before anybody is told. */
export async function join(place: Place, member: Member | undefined, socket: RoomSocket): Promise<RoomAnswer> {
  const { channel, match, clock } = place;
  const { domain, id } = match;
  if (id === undefined) return refusalOf(refuse('INVALID_ROOM', `A ${domain.name} room has no such name`));
  const view = member && viewOf(domain, member.userId, member.info);
  const host = place.host();
  let room = openDoc(domain, id, undefined, 0);
  const done = await host.run<Refusal>((stored) => {
    const now = clock.now();
    const doc = openDoc(domain, id, stored, now);
    const entered = view === undefined ? { doc, events: [] } : enter(place, doc, view, socket, now);
    if ('refuse' in entered) return { answer: entered };
    room = entered.doc;
    const state = entered.doc === doc ? undefined : entered.doc;
    return { commit: { state, ttlMs: ttlOf(domain), events: entered.events, join: { channel, member } } };
  });
  const joined = joinedOf(done);
  if (joined === undefined) host.rest();
  if (joined === undefined || 'answer' in done) return refusalOf('answer' in done ? done.answer : full(place));
  host.sockets += 1;
  const history = ('history' in done ? done.history : [])?.map(({ data }) => JSON.parse(data) as unknown) ?? [];
  const said = domain.snapshot(
    room.data,
    viewRoom(place, room),
    history,
    view && { ...view, channels: socket.channels },
  );
  return { joined, greeting: said && encode.event(said.event, channel, JSON.stringify(said.data)) };
}

const joinedOf = (done: Done | { answer: Refusal }) =>
  'joined' in done && done.joined !== 'full' ? done.joined : undefined;

/** A join worked out: a refusal, or the room with its new member. */
function enter(
  place: Place,
  doc: RoomDoc,
  view: MemberView,
  socket: RoomSocket,
  now: number,
): Refusal | { doc: RoomDoc; events: ChannelEvent[] } {
  if (isPresent(doc, view.id)) return { doc: withSockets(doc, view.id, 1), events: [] };
  const { domain } = place.match;
  const who = { ...view, channels: socket.channels };
  const step = contained(place, 'join', () => domain.onJoin?.(doc.data, who, now, viewRoom(place, doc)) ?? {});
  if ('refuse' in step) return step;
  if (doc.members.length >= capacityOf(place)) return full(place);
  return {
    doc: withMember({ ...doc, data: step.state ?? doc.data }, view),
    events: published(place, step, { userId: view.id, socketId: socket.id, now }),
  };
}

/** The smaller of the domain's and the app's. */
const capacityOf = ({ app, match: { domain } }: Place): number =>
  Math.min(domain.capacity ?? Number.POSITIVE_INFINITY, app.settings.limits.presenceMembers);

const full = (place: Place): Refusal => refuse('ROOM_FULL', `This room has its ${capacityOf(place)} members`);

const refusalOf = ({ refuse: type, message }: Refusal): RoomAnswer => ({
  refusal: { type, status: type === 'INVALID_ROOM' ? 404 : 403, error: message },
});

/** One socket less. Nobody can be kept from leaving. */
export async function leave(place: Place, userId: string | undefined): Promise<void> {
  const { app, channel, cluster, clock, match } = place;
  const host = place.host();
  host.sockets -= 1;
  if (userId === undefined) await cluster.leave(app, channel, undefined);
  else {
    await host.run<never>((stored) => {
      const now = clock.now();
      const { doc, events } = depart(place, openDoc(match.domain, match.id ?? '', stored, now), userId, now);
      return { commit: { state: doc, ttlMs: ttlOf(match.domain), events, leave: { channel, userId } } };
    });
  }
  host.rest();
}

function depart(place: Place, doc: RoomDoc, userId: string, now: number): { doc: RoomDoc; events: ChannelEvent[] } {
  const member = doc.members.find((one) => one.id === userId);
  if (member === undefined) return { doc, events: [] };
  if (member.sockets > 1) return { doc: withSockets(doc, userId, -1), events: [] };
  const { domain } = place.match;
  const gone = withoutMember(doc, userId, now);
  const step = contained(place, 'leave', () => domain.onLeave?.(doc.data, member, now, viewRoom(place, gone)) ?? {});
  if ('refuse' in step) return { doc: gone, events: [] };
  const events = published(place, step, { userId, socketId: undefined, now });
  return { doc: { ...gone, data: step.state ?? doc.data }, events };
}
