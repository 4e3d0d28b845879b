import type { App } from '../apps/app.ts';
import type { ChannelEvent, Claim, Cluster, Member, OnTrouble, RoomAnswer, RoomSocket } from '../channels/ports.ts';
import type { Clock } from '../clock.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import type { Match } from './claims.ts';
import { type Command, type MemberView, type Refusal, refuse, type Step, type Who } from './domain.ts';
import { publications } from './effects.ts';
import { invalid, readObject, type Validators, validatorsOf } from './payload.ts';
import {
  isPresent,
  openDoc,
  type RoomDoc,
  roomView,
  viewOf,
  withMember,
  withoutMember,
  withSockets,
} from './room-doc.ts';
import type { Attempt, RoomHost } from './room-host.ts';

const day = 86_400_000;
const mostStateBytes = 65_536;
const defaultRate = { most: 10, seconds: 1 };
const broken = refuse('INVALID_STATE', 'Something went wrong in this room; nothing was changed');

export interface ClaimParts {
  readonly app: App;
  readonly channel: ChannelName;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly onTrouble: OnTrouble;
  readonly host: () => RoomHost;
}

/** A claimed channel: what happens in it is worked out by its domain, and committed by its host. */
export class RoomClaim implements Claim {
  readonly history: string;
  readonly #parts: ClaimParts;
  readonly #match: Match;
  readonly #validators: Validators;
  readonly #ttlMs: number;

  constructor(parts: ClaimParts, match: Match) {
    this.#parts = parts;
    this.#match = match;
    this.history = match.key;
    this.#validators = validatorsOf(match.domain);
    this.#ttlMs = (match.domain.history?.days ?? 7) * day;
  }

  async join(member: Member | undefined, socket: RoomSocket): Promise<RoomAnswer> {
    const { domain, id } = this.#match;
    if (id === undefined) return refusalOf(refuse('INVALID_ROOM', `A ${domain.name} room has no such name`));
    const view = member === undefined ? undefined : viewOf(domain, member.userId, member.info);
    let joinedDoc = openDoc(domain, id, undefined, 0);
    const host = this.#parts.host();
    const done = await host.run<Refusal>((stored) => {
      const now = this.#parts.clock.now();
      const doc = openDoc(domain, id, stored, now);
      const next = view === undefined ? { doc, events: [], changed: false } : this.#enter(doc, id, view, socket, now);
      if ('refuse' in next) return { answer: next };
      joinedDoc = next.doc;
      const join = { channel: this.#parts.channel, member };
      return { commit: { state: next.changed ? next.doc : undefined, ttlMs: this.#ttlMs, events: next.events, join } };
    });
    if ('answer' in done || 'retryAfterMs' in done || done.joined === undefined || done.joined === 'full') {
      host.rest();
      return refusalOf('answer' in done ? done.answer : full(domain.capacity ?? 0));
    }
    host.sockets += 1;
    const history = (done.history ?? []).map(({ data }) => JSON.parse(data) as unknown);
    const who = view && { ...view, channels: socket.channels };
    const { event, data } = domain.snapshot(joinedDoc.data, this.#view(joinedDoc, id), history, who);
    return { joined: done.joined, greeting: encode.event(event, this.#parts.channel, JSON.stringify(data)) };
  }

  /** A join worked out: [D9] refused before anybody is told, or the room with its new member. */
  #enter(doc: RoomDoc, id: string, view: MemberView, socket: RoomSocket, now: number) {
    const { domain } = this.#match;
    if (isPresent(doc, view.id)) return { doc: withSockets(doc, view.id, 1), events: [], changed: true };
    const who = { ...view, channels: socket.channels };
    const step: Step<unknown> = domain.onJoin?.(doc.data, who, now, this.#view(doc, id)) ?? {};
    if ('refuse' in step) return step;
    const capacity = Math.min(
      domain.capacity ?? Number.POSITIVE_INFINITY,
      this.#parts.app.settings.limits.presenceMembers,
    );
    if (doc.members.length >= capacity) return full(capacity);
    const joined = withMember({ ...doc, data: step.state ?? doc.data }, view);
    return { doc: joined, events: this.#publications(step, view.id, socket.id, now), changed: true };
  }

  async leave(userId: string | undefined): Promise<void> {
    const { app, channel, cluster, clock } = this.#parts;
    const { domain, id = '' } = this.#match;
    const host = this.#parts.host();
    host.sockets -= 1;
    if (userId === undefined) await cluster.leave(app, channel, undefined);
    else {
      await host.run<never>((stored) => {
        const now = clock.now();
        const { doc, events } = this.#depart(openDoc(domain, id, stored, now), id, userId, now);
        return { commit: { state: doc, ttlMs: this.#ttlMs, events, leave: { channel, userId } } };
      });
    }
    host.rest();
  }

  #depart(doc: RoomDoc, id: string, userId: string, now: number): { doc: RoomDoc; events: ChannelEvent[] } {
    const member = doc.members.find((one) => one.id === userId);
    if (member === undefined) return { doc, events: [] };
    if (member.sockets > 1) return { doc: withSockets(doc, userId, -1), events: [] };
    const gone = withoutMember(doc, userId, now);
    const step = this.#contained(
      'leave',
      () => this.#match.domain.onLeave?.(doc.data, member, now, this.#view(gone, id)) ?? {},
    );
    if ('refuse' in step) return { doc: gone, events: [] }; // nobody can be kept from leaving
    return { doc: { ...gone, data: step.state ?? doc.data }, events: this.#publications(step, userId, undefined, now) };
  }

  async command(userId: string, event: string, data: unknown, socket: RoomSocket): Promise<void> {
    const name = event.slice('client-'.length);
    const found = this.#readCommand(name, data);
    const refusal = 'refuse' in found ? found : await this.#carryOut(name, found.command, found.input, userId, socket);
    if (refusal !== undefined) this.#tell(socket, name, refusal);
  }

  #readCommand(name: string, data: unknown): Refusal | { command: Command<unknown, unknown>; input: object } {
    const { domain } = this.#match;
    const validate = this.#validators.commands.get(name);
    const command: Command<unknown, unknown> | undefined = domain.commands[name];
    if (validate === undefined || command === undefined) {
      return refuse('UNKNOWN_COMMAND', `A ${domain.name} room knows ${Object.keys(domain.commands).join(', ')}`);
    }
    const input = readObject(data);
    if (input === undefined)
      return refuse('INVALID_PAYLOAD', 'data: wants an object, or a text that holds one', 'data');
    const most = this.#parts.app.settings.limits.eventBytes;
    if (Buffer.byteLength(JSON.stringify(input)) > most)
      return refuse('INVALID_PAYLOAD', `data: wants at most ${most} bytes`, 'data');
    return validate(input) ? { command, input } : invalid(validate);
  }

  /** The refusal, or nothing when the command took effect. */
  async #carryOut(
    name: string,
    command: Command<unknown, unknown>,
    input: object,
    userId: string,
    socket: RoomSocket,
  ): Promise<(Refusal & { retryAfter?: number }) | undefined> {
    const { domain, id = '' } = this.#match;
    const { most, seconds } = command.rate ?? defaultRate;
    const rate = { key: `${userId}:${name}`, most, windowMs: seconds * 1000 };
    const host = this.#parts.host();
    const done = await host.run<Refusal>((stored) => {
      const now = this.#parts.clock.now();
      const doc = openDoc(domain, id, stored, now);
      const member = doc.members.find((one) => one.id === userId);
      if (member === undefined) return { answer: refuse('FORBIDDEN', 'Only members of the room can do this') };
      if (command.roles !== undefined && !command.roles.includes(member.role)) {
        return { answer: refuse('FORBIDDEN', `${name} wants the role ${command.roles.join(' or ')}`) };
      }
      const who: Who = { ...member, channels: socket.channels };
      const step = this.#contained(name, () => command.run(doc.data, input, who, now, this.#view(doc, id)));
      return this.#attempt(step, doc, userId, socket.id, now, rate);
    });
    host.rest();
    if ('answer' in done) return done.answer;
    if (!('retryAfterMs' in done)) return undefined;
    const retryAfter = Math.max(1, Math.ceil(done.retryAfterMs / 1000));
    return {
      ...refuse('RATE_LIMITED', `${name}: at most ${most} in ${seconds} s; try again in ${retryAfter} s`),
      retryAfter,
    };
  }

  #attempt(
    step: Step<unknown>,
    doc: RoomDoc,
    userId: string | undefined,
    except: string | undefined,
    now: number,
    rate?: { key: string; most: number; windowMs: number },
  ): Attempt<Refusal> {
    if ('refuse' in step) return { answer: step };
    const changed = step.state !== undefined;
    if (changed && Buffer.byteLength(JSON.stringify(step.state)) > mostStateBytes) {
      return { answer: refuse('INVALID_STATE', `The room is full of state: at most ${mostStateBytes} bytes`) };
    }
    const state = changed ? { ...doc, data: step.state } : undefined;
    return { commit: { state, ttlMs: this.#ttlMs, events: this.#publications(step, userId, except, now), rate } };
  }

  check(name: string, text: string): string | undefined {
    const { domain, id } = this.#match;
    const validate = this.#validators.backendEvents.get(name);
    if (validate === undefined || id === undefined) return undefined;
    const data = readObject(text);
    if (data === undefined) return `${name}: data wants a JSON object`;
    if (!validate(data)) return `${name}: ${invalid(validate).message}`;
    const key: string | undefined = domain.backendEvents[name]?.roomKey;
    if (key !== undefined && String(data[key]) !== id)
      return `${name}: ${key} wants the room's own id, ${JSON.stringify(id)}`;
    return undefined;
  }

  async publish(name: string, text: string, event: ChannelEvent): Promise<void> {
    const { app, cluster, clock } = this.#parts;
    const { domain, id = '' } = this.#match;
    const listed = domain.backendEvents[name];
    const now = clock.now();
    const remember = listed?.remember === true ? this.#remember(name, text, now) : undefined;
    const told: ChannelEvent = { ...event, remember };
    const run = listed?.run;
    if (run === undefined) return cluster.publish(app, [told]);
    const host = this.#parts.host();
    await host.run<Refusal>((stored) => {
      const doc = openDoc(domain, id, stored, now);
      const step = this.#contained(name, () => run(doc.data, readObject(text) ?? {}, now, this.#view(doc, id)));
      const attempt = this.#attempt(step, doc, undefined, undefined, now);
      return 'answer' in attempt
        ? attempt
        : { commit: { ...attempt.commit, events: [told, ...attempt.commit.events] } };
    });
    host.rest();
  }

  #remember(event: string, data: string, timeMs: number) {
    const { size, days } = this.#match.domain.history ?? { size: 100, days: 7 };
    return { history: this.history, entry: { event, data, timeMs }, size, ttlMs: days * day };
  }

  #publications(
    step: Step<unknown>,
    userId: string | undefined,
    except: string | undefined,
    now: number,
  ): ChannelEvent[] {
    const remember = (event: string, data: string) => this.#remember(event, data, now);
    return publications('refuse' in step ? [] : (step.effects ?? []), {
      channel: this.#parts.channel,
      userId,
      except,
      remember,
    });
  }

  #view = (doc: RoomDoc, id: string) => roomView(id, this.#parts.channel, doc);

  /** A domain that throws harms itself alone. */
  #contained(stage: string, run: () => Step<unknown>): Step<unknown> {
    try {
      return run();
    } catch (error) {
      this.#parts.onTrouble('rooms', `${this.#match.domain.name} ${stage}`, error);
      return broken;
    }
  }

  #tell(
    socket: RoomSocket,
    command: string,
    { refuse: code, message, field, retryAfter }: Refusal & { retryAfter?: number },
  ): void {
    if (!socket.mayBeRefused()) return;
    const data = { code, message, command: command.slice(0, 64), field, retry_after: retryAfter };
    socket.send(encode.event('error', this.#parts.channel, JSON.stringify(data)));
  }
}

const full = (most: number): Refusal => refuse('ROOM_FULL', `This room has its ${most} members`);

const refusalOf = ({ refuse: type, message }: Refusal): RoomAnswer => ({
  refusal: { type, status: type === 'INVALID_ROOM' ? 404 : 403, error: message },
});
