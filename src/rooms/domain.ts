/** Who did it: a member of the room, as the backend signed them. */
export interface Who {
  readonly id: string;
  /** `user_info.name`; without one, the id. */
  readonly name: string;
  /** `user_info.role` if the domain knows it, else the lowest. */
  readonly role: string;
  readonly info: Readonly<Record<string, unknown>>;
  /** The channels of the app that this connection is subscribed to. */
  readonly channels: readonly string[];
}

/** A member with what the engine knows of them, in order of joining. */
export type MemberView = Omit<Who, 'channels'>;

export interface RoomView {
  /** What stood for `{…}` in the channel's name. */
  readonly id: string;
  /** The channel it happened on; several channels can be one room. */
  readonly channel: string;
  /** The one of the domain's patterns that the channel has. */
  readonly pattern: string;
  /** What stands behind `--` in the name of a room's part; undefined: the room itself. */
  readonly part: string | undefined;
  /** Of this channel: a public one has none. */
  readonly members: readonly Present[];
  /** Of the room itself, whichever of its channels or parts this may be: who is in two channels stands there twice. */
  readonly main: readonly Present[];
  /** Of the room itself and of all its parts: who is in two of them stands there twice. */
  readonly everywhere: readonly PartMember[];
}

/** Quiet: admitted a moment ago, and not told to the others yet. */
export type Present = MemberView & { readonly quiet?: boolean };
export type PartMember = Present & { readonly part: string | undefined };

/** What happens because of a step. All of it is published in the same commit as the new state, in this order. */
export type Effect =
  | { readonly to: 'all'; readonly event: string; readonly data: object; readonly remember?: boolean }
  | { readonly to: 'others'; readonly event: string; readonly data: object }
  | {
      readonly to: 'member';
      readonly id: string;
      readonly event: string;
      readonly data: object;
      /** Where the member hears it; by default on the channel where it happened. */
      readonly channel?: string | undefined;
    }
  | { readonly to: 'channel'; readonly channel: string; readonly event: string; readonly data: object }
  | { readonly to: 'kicked'; readonly id: string; readonly event: string; readonly data: object }
  | { readonly to: 'admitted' | 'denied'; readonly id: string };

export const toAll = (event: string, data: object): Effect => ({ to: 'all', event, data });
export const toOthers = (event: string, data: object): Effect => ({ to: 'others', event, data });
export const toMember = (id: string, event: string, data: object): Effect => ({ to: 'member', id, event, data });
export const toMemberOn = (channel: string, id: string, event: string, data: object): Effect => ({
  to: 'member',
  id,
  event,
  data,
  channel,
});

export const toChannel = (channel: string, event: string, data: object): Effect => ({
  to: 'channel',
  channel,
  event,
  data,
});

/** Tells the member's sockets, which hear nothing more of the room; the member is out of all its channels. */
export const kick = (id: string, event: string, data: object): Effect => ({ to: 'kicked', id, event, data });
/** Whoever this is and waits: the join is tried again, and `onJoin` decides. */
export const admit = (id: string): Effect => ({ to: 'admitted', id });
export const deny = (id: string): Effect => ({ to: 'denied', id });
/** To all, and kept in the room's history. */
export const remembered = (event: string, data: object): Effect => ({ to: 'all', event, data, remember: true });

export type RefusalCode =
  | 'INVALID_PAYLOAD'
  | 'UNKNOWN_COMMAND'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'INVALID_STATE'
  | 'NOT_FOUND'
  | 'CHAT_DISABLED'
  | 'ROOM_FULL'
  | 'ROOM_LOCKED'
  | 'BANNED'
  | 'INVALID_ROOM'
  | 'UNAUTHORIZED';

export interface Refusal {
  readonly refuse: RefusalCode;
  readonly message: string;
  readonly field?: string;
}

export const refuse = (code: RefusalCode, message: string, field?: string): Refusal =>
  field === undefined ? { refuse: code, message } : { refuse: code, message, field };

/** What a step comes to: a new state where it changed, and what everybody is told. Or a refusal, and nothing happened. */
export type Step<State> = Change<State> | Refusal;

export interface Change<State> {
  readonly state?: State;
  readonly effects?: readonly Effect[];
}

/** What a join comes to: a step, or it waits until somebody admits or denies it. */
export type JoinStep<State> =
  | Step<State>
  | { readonly hold: true; readonly state?: State; readonly effects?: readonly Effect[] };

/** A join as `onJoin` sees it. */
export interface Joining {
  /** Was in the room less than a minute ago, and was not kicked. */
  readonly returning: boolean;
}

/** So many in so many seconds, of one member in one room. */
export interface Rate {
  readonly most: number;
  readonly seconds: number;
}

export interface Command<State, Input> {
  /** The pattern of the channels that know it; by default all. */
  readonly on?: string;
  /** Roles that may; nobody named: all. */
  readonly roles?: readonly string[];
  readonly rate?: Rate;
  /** Of its data; by default what the app allows a client event. */
  readonly maxBytes?: number;
  /** Pure: no clock, no I/O, no randomness. It is run again when somebody else was faster. */
  readonly run: (state: State, input: Input, who: Who, now: number, room: RoomView) => Step<State>;
}

export interface BackendEvent<State, Data> {
  /** The patterns of the channels it is checked on; by default all. On others it passes as in any channel. */
  readonly on?: readonly string[];
  /** On channels of the one pattern it also goes, unchanged, to the channel made of the room's id. */
  readonly forward?: { readonly from: string; readonly to: (id: string) => string };
  readonly remember?: boolean;
  /** The payload's key that must be the room's own id. */
  readonly roomKey?: string;
  /** What the backend says is so: it cannot be refused here, only by the schema. */
  readonly run?: (state: State, data: Data, now: number, room: RoomView) => Change<State>;
}

export interface Snapshot {
  readonly event: string;
  readonly data: object;
}

export interface History {
  readonly size: number;
  readonly days: number;
}

/** The commands and backend events of a JSON Schema, typed by what `npm run print` made of it. */
export interface DomainSchema<Commands, Events> {
  readonly commands: Readonly<Record<keyof Commands & string, object>>;
  readonly backendEvents: Readonly<Record<keyof Events & string, object>>;
  /** Never there: it brings the types of the payloads to whoever writes `schema: readSchema<…>(…)`. */
  readonly types?: { readonly commands: Commands; readonly events: Events };
}

/** What an author writes: names, numbers and pure functions. */
export interface Definition<State, Commands, Events> {
  readonly name: string;
  /** Channel names with one `{…}` for the id. */
  readonly channels: readonly string[];
  /** Channels with the same key are one room; by default each channel is its own. */
  readonly room?: (id: string, channel: string) => string;
  /** The form of a part's name: `{channel}--{part}` is another channel of the same room. */
  readonly parts?: RegExp;
  /** Leaves names with another id alone, where others refuse them: the names were in use before the domain. */
  readonly lenient?: boolean;
  readonly schema?: Partial<DomainSchema<Commands, Events>>;
  readonly capacity?: number;
  /** Seconds that the state outlives the last member, and who left counts as returning; 60 unless given. */
  readonly linger?: number;
  /** More pings than that of one connection in a room are answered, and counted. */
  readonly pingsPerMinute?: number;
  readonly history?: History;
  /** From the lowest to the highest. */
  readonly roles?: readonly string[];
  readonly initial: (id: string) => State;
  /** What of the state lives on 60 s after the last member, as long as history; by default nothing. */
  readonly afterEmpty?: (state: State) => State;
  readonly commands?: { readonly [Name in keyof Commands & string]: Command<State, Commands[Name]> };
  readonly backendEvents?: { readonly [Name in keyof Events & string]: BackendEvent<State, Events[Name]> };
  /** A member's first socket; refuse it, or say what changes. */
  readonly onJoin?: (state: State, who: Who, now: number, room: RoomView, joining: Joining) => JoinStep<State>;
  /** What a signed-in user hears when a join that had to wait is completed, before its success. */
  readonly admitted?: (id: string) => Snapshot;
  /** The last socket of somebody whose join waits went away. */
  readonly onGiveUp?: (state: State, id: string) => State;
  /** A member's last socket. */
  readonly onLeave?: (state: State, who: Present, now: number, room: RoomView) => Step<State>;
  readonly snapshot: (
    state: State,
    room: RoomView,
    history: readonly unknown[],
    who: Who | undefined,
  ) => Snapshot | undefined;
}

/** [D66] With all that its author may leave out. */
export interface Domain<State, Commands, Events> extends Definition<State, Commands, Events> {
  readonly schema: DomainSchema<Commands, Events>;
  readonly commands: NonNullable<Definition<State, Commands, Events>['commands']>;
  readonly backendEvents: NonNullable<Definition<State, Commands, Events>['backendEvents']>;
}

// What a domain's functions take they also give back, so neither `unknown` nor `never` takes in every domain. Only the
// engine sees one so: each is typed where it is written.
// biome-ignore lint/suspicious/noExplicitAny: state, commands and events stand on both sides of a domain's functions
export type AnyDomain = Domain<any, any, any>;

/** Times in events of most domains. */
export const iso = (now: number): string => new Date(now).toISOString();
