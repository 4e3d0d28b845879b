import { type ChannelName, kindOf } from '../protocol/channel-name.ts';
import type { AnyDomain, BackendEvent, Command } from './domain.ts';

type AnyCommand = Command<unknown, unknown>;
type AnyEvent = BackendEvent<unknown, unknown>;

/** What is wrong with a domain, as far as types cannot say it or the author had none; undefined: nothing. */
export function describeError(domain: AnyDomain): string | undefined {
  const { schema } = domain;
  return (
    describeNameError(domain) ??
    describeNumberError(domain) ??
    differ('commands', domain.commands, schema.commands) ??
    differ('backendEvents', domain.backendEvents, schema.backendEvents) ??
    first(domain.commands as Record<string, AnyCommand>, (one) => describeCommandError(domain, one)) ??
    first(domain.backendEvents as Record<string, AnyEvent>, (one) => describeEventError(domain, one))
  );
}

function describeNameError({ name, channels, initial, snapshot }: AnyDomain): string | undefined {
  if (typeof name !== 'string' || !/^[\w.-]{1,64}$/.test(name)) return 'its name expects letters, digits and _ . -';
  if (!Array.isArray(channels) || channels.length === 0) return 'channels: expected at least one pattern';
  const bad = channels.find((one) => !/^[A-Za-z0-9_\-=@,.;]+\{\w+\}$/.test(one));
  if (bad !== undefined) return `channels: "${bad}" expects a prefix and one {…}, at its end`;
  const dark = channels.find((one) => kindOf(one as ChannelName).encrypted);
  if (dark !== undefined) return `channels: "${dark}" is end-to-end encrypted, and a room reads what it is told`;
  if (typeof initial !== 'function') return 'initial: expected a function';
  return typeof snapshot === 'function' ? undefined : 'snapshot: expected a function';
}

function describeNumberError({ capacity, linger, history }: AnyDomain): string | undefined {
  if (capacity !== undefined && !isCount(capacity)) return 'capacity: expected a whole number from 1';
  if (linger !== undefined && !(typeof linger === 'number' && linger >= 0 && linger <= 86_400))
    return 'linger: expected seconds, from 0 to 86400';
  if (history === undefined || (isCount(history.size) && history.days > 0)) return undefined;
  return 'history: expected { size, days }, both above 0';
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;

/** Each wants a schema, and each schema somebody who uses it. */
function differ(what: string, parts: object, schemas: object): string | undefined {
  const alone = Object.keys(parts).find((name) => !Object.hasOwn(schemas, name));
  if (alone !== undefined) return `${what}: ${alone} has no schema in schema.${what}`;
  const unused = Object.keys(schemas).find((name) => !Object.hasOwn(parts, name));
  return unused === undefined ? undefined : `schema.${what}: there is no ${unused} in ${what}`;
}

function first<Part>(parts: Record<string, Part>, wrong: (part: Part) => string | undefined): string | undefined {
  for (const [name, part] of Object.entries(parts)) {
    const found = wrong(part);
    if (found !== undefined) return `${name}: ${found}`;
  }
  return undefined;
}

function describeCommandError({ channels, roles: known = [] }: AnyDomain, { on, rate, roles, run }: AnyCommand) {
  const stranger = roles?.find((role) => !known.includes(role));
  if (stranger !== undefined) return `there is no role "${stranger}"`;
  if (rate !== undefined && !(isCount(rate.most) && rate.seconds > 0))
    return 'rate expects { most, seconds }, both above 0';
  if (on !== undefined && !channels.includes(on)) return `there is no channel pattern "${on}"`;
  return typeof run === 'function' ? undefined : 'run expects a function';
}

function describeEventError({ channels }: AnyDomain, { on = [], run }: AnyEvent): string | undefined {
  const stranger = on.find((pattern) => !channels.includes(pattern));
  if (stranger !== undefined) return `there is no channel pattern "${stranger}"`;
  return run === undefined || typeof run === 'function' ? undefined : 'run expects a function';
}
