import type { RoomSocket } from '../channels/rooms/room-port.ts';
import { isLonger } from '../protocol/bytes.ts';
import * as encode from '../protocol/encode.ts';
import { isTooDeep, jsonText, tooDeep } from '../protocol/json.ts';
import { type Command, type Rate, type Refusal, refuse, type Who } from './domain.ts';
import { invalid, readObject, validatorsOf } from './payload.ts';
import { attempt, contained, type RoomContext, stepOf, viewRoom } from './room-context.ts';
import { findMember, openDoc } from './room-doc.ts';
import type { Attempt } from './room-host.ts';

const defaultRate: Rate = { most: 10, seconds: 1 };

type Told = Refusal & { readonly retryAfter?: number };

/** A client event of a member: it takes effect, or its socket alone hears why not. */
export async function command(
  context: RoomContext,
  userId: string | undefined,
  event: string,
  data: unknown,
  socket: RoomSocket,
): Promise<void> {
  const name = event.slice('client-'.length);
  const found = readCommand(context, name, data);
  const refusal = 'refuse' in found ? found : await carryOut(context, name, found, userId, socket);
  socket.commanded(context.channel, event, refusal);
  if (refusal === undefined) {
    context.roomCounters.counters.messages += 1;
    return;
  }
  context.roomCounters.counters.refusals += 1;
  tell(context, socket, name, refusal);
}

interface Given {
  readonly command: Command<unknown, unknown>;
  readonly input: object;
}

function readCommand(context: RoomContext, name: string, data: unknown): Refusal | Given {
  const { domain } = context.match;
  const validate = validatorsOf(domain).commands.get(name);
  const known = knownCommand(context, name);
  if (validate === undefined || known === undefined) {
    const names = Object.keys(domain.commands).filter((one) => knownCommand(context, one) !== undefined);
    return refuse(
      'UNKNOWN_COMMAND',
      names.length === 0 ? 'This room knows no commands' : `This room knows ${names.join(', ')}`,
    );
  }
  const input = readObject(data);
  if (input === undefined)
    return refuse('INVALID_PAYLOAD', 'data: expected an object, or a text that holds one', 'data');
  const text = encode.dataText(data);
  if (text === undefined || isTooDeep(text)) return deeper(input);
  if (!validate(input)) return invalid(validate);
  return tooMuch(text, input, known.maxBytes ?? context.app.settings.limits.eventBytes) ?? { command: known, input };
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
    `${field.slice(0, 64)}: is too long, data expects at most ${most} bytes`,
    field.slice(0, 64),
  );
}

/** The command, if channels of this pattern know it. */
function knownCommand(
  { match: { domain, pattern } }: RoomContext,
  name: string,
): Command<unknown, unknown> | undefined {
  const found: Command<unknown, unknown> | undefined = Object.hasOwn(domain.commands, name)
    ? domain.commands[name]
    : undefined;
  return found?.on === undefined || found.on === pattern ? found : undefined;
}

/** The refusal, or nothing when the command took effect. */
async function carryOut(
  context: RoomContext,
  name: string,
  { command: known, input }: Given,
  userId: string | undefined,
  socket: RoomSocket,
): Promise<Told | undefined> {
  const { most, seconds } = known.rate ?? defaultRate;
  const rate = { key: `${userId}:${name}`, most, windowMs: seconds * 1000 };
  const host = context.host();
  const done = await host.run<Refusal>((stored) => {
    const tried = contained(context, name, () =>
      work(context, name, { command: known, input }, userId, socket, stored),
    );
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
  context: RoomContext,
  name: string,
  { command: known, input }: Given,
  userId: string | undefined,
  socket: RoomSocket,
  stored: unknown,
): Attempt<Refusal> {
  const { channel, clock, match } = context;
  const now = clock.now();
  const doc = openDoc(match.domain, match.id ?? '', stored, now);
  const member = findMember(doc, userId, channel);
  if (member === undefined) return { answer: refuse('FORBIDDEN', 'Only members of the room can do this') };
  if (known.roles !== undefined && !known.roles.includes(member.role)) {
    return { answer: refuse('FORBIDDEN', `${name} expects the role ${known.roles.join(' or ')}`) };
  }
  const who: Who = { ...member, channels: socket.channels };
  const step = stepOf(known.run(doc.data, input, who, now, viewRoom(context, doc)));
  return attempt(context, step, doc, { userId, socketId: socket.id, now });
}

function tell(
  { channel }: RoomContext,
  socket: RoomSocket,
  name: string,
  { refuse: code, message, field, retryAfter }: Told,
): void {
  if (!socket.mayBeRefused()) return;
  const data = { code, message, command: name.slice(0, 64), field, retry_after: retryAfter };
  socket.send(encode.event('error', channel, JSON.stringify(data)));
}
