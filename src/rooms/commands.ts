import type { RoomSocket } from '../channels/room-ports.ts';
import { isLonger } from '../protocol/bytes.ts';
import * as encode from '../protocol/encode.ts';
import { isTooDeep, jsonText, tooDeep } from '../protocol/json.ts';
import { type Command, type Rate, type Refusal, refuse, type Who } from './domain.ts';
import { invalid, readObject, validatorsOf } from './payload.ts';
import { attempt, contained, type Place, stepOf, viewRoom } from './place.ts';
import { findMember, openDoc } from './room-doc.ts';
import type { Attempt } from './room-host.ts';

const defaultRate: Rate = { most: 10, seconds: 1 };

type Told = Refusal & { readonly retryAfter?: number };

/** A client event of a member: it takes effect, or its socket alone hears why not. */
export async function command(
  place: Place,
  userId: string | undefined,
  event: string,
  data: unknown,
  socket: RoomSocket,
): Promise<void> {
  const name = event.slice('client-'.length);
  const found = readCommand(place, name, data);
  const refusal = 'refuse' in found ? found : await carryOut(place, name, found, userId, socket);
  if (refusal === undefined) {
    place.tally.counters.messages += 1;
    return;
  }
  place.tally.counters.refusals += 1;
  tell(place, socket, name, refusal);
}

interface Given {
  readonly command: Command<unknown, unknown>;
  readonly input: object;
}

function readCommand(place: Place, name: string, data: unknown): Refusal | Given {
  const { domain } = place.match;
  const validate = validatorsOf(domain).commands.get(name);
  const known = knownCommand(place, name);
  if (validate === undefined || known === undefined) {
    const names = Object.keys(domain.commands).filter((one) => knownCommand(place, one) !== undefined);
    return refuse(
      'UNKNOWN_COMMAND',
      names.length === 0 ? 'This room knows no commands' : `This room knows ${names.join(', ')}`,
    );
  }
  const input = readObject(data);
  if (input === undefined) return refuse('INVALID_PAYLOAD', 'data: wants an object, or a text that holds one', 'data');
  const text = encode.dataText(data);
  if (text === undefined || isTooDeep(text)) return deeper(input);
  if (!validate(input)) return invalid(validate);
  return tooMuch(text, input, known.mostBytes ?? place.app.settings.limits.eventBytes) ?? { command: known, input };
}

/** Names the field that is nested too deeply by itself. */
function deeper(input: object): Refusal {
  const isDeep = (text: string | undefined): boolean => text === undefined || isTooDeep(text);
  const [field = 'data'] = Object.entries(input).find(([, value]) => isDeep(jsonText(value))) ?? [];
  return refuse('INVALID_PAYLOAD', `${field.slice(0, 64)}: ${tooDeep}`, field.slice(0, 64));
}

/** Names the largest field: what is in a field that the schema knows has a limit of its own. */
function tooMuch(text: string, input: object, most: number): Refusal | undefined {
  if (!isLonger(text, most)) return undefined;
  const length = (value: unknown): number => encode.dataText(value)?.length ?? 0;
  const sizes = Object.entries(input).map(([name, value]): [string, number] => [name, length(value)]);
  const [field] = sizes.reduce((largest, one) => (one[1] > largest[1] ? one : largest), ['data', 0]);
  return refuse(
    'INVALID_PAYLOAD',
    `${field.slice(0, 64)}: is too long, data wants at most ${most} bytes`,
    field.slice(0, 64),
  );
}

/** The command, if channels of this pattern know it. */
function knownCommand({ match: { domain, pattern } }: Place, name: string): Command<unknown, unknown> | undefined {
  const found: Command<unknown, unknown> | undefined = Object.hasOwn(domain.commands, name)
    ? domain.commands[name]
    : undefined;
  return found?.on === undefined || found.on === pattern ? found : undefined;
}

/** The refusal, or nothing when the command took effect. */
async function carryOut(
  place: Place,
  name: string,
  { command: known, input }: Given,
  userId: string | undefined,
  socket: RoomSocket,
): Promise<Told | undefined> {
  const { most, seconds } = known.rate ?? defaultRate;
  const rate = { key: `${userId}:${name}`, most, windowMs: seconds * 1000 };
  const host = place.host();
  const done = await host.run<Refusal>((stored) => {
    const tried = contained(place, name, () => work(place, name, { command: known, input }, userId, socket, stored));
    if ('refuse' in tried) return { answer: tried };
    return 'answer' in tried ? tried : { commit: { ...tried.commit, rate } };
  });
  if ('answer' in done) return done.answer;
  if (!('retryAfterMs' in done)) return undefined;
  const retryAfter = Math.max(1, Math.ceil(done.retryAfterMs / 1000));
  return {
    ...refuse('RATE_LIMITED', `${name}: at most ${most} in ${seconds} s; try again in ${retryAfter} s`),
    retryAfter,
  };
}

function work(
  place: Place,
  name: string,
  { command: known, input }: Given,
  userId: string | undefined,
  socket: RoomSocket,
  stored: unknown,
): Attempt<Refusal> {
  const { channel, clock, match } = place;
  const now = clock.now();
  const doc = openDoc(match.domain, match.id ?? '', stored, now);
  const member = findMember(doc, userId, channel);
  if (member === undefined) return { answer: refuse('FORBIDDEN', 'Only members of the room can do this') };
  if (known.roles !== undefined && !known.roles.includes(member.role)) {
    return { answer: refuse('FORBIDDEN', `${name} wants the role ${known.roles.join(' or ')}`) };
  }
  const who: Who = { ...member, channels: socket.channels };
  const step = stepOf(known.run(doc.data, input, who, now, viewRoom(place, doc)));
  return attempt(place, step, doc, { userId, socketId: socket.id, now });
}

function tell(
  { channel }: Place,
  socket: RoomSocket,
  name: string,
  { refuse: code, message, field, retryAfter }: Told,
): void {
  if (!socket.mayBeRefused()) return;
  const data = { code, message, command: name.slice(0, 64), field, retry_after: retryAfter };
  socket.send(encode.event('error', channel, JSON.stringify(data)));
}
