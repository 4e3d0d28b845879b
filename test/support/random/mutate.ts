/** Small damage to texts and JSON, the same for the same random numbers. */
export interface Mutator {
  pick<T>(from: readonly T[]): T;
  chance(of: number): boolean;
  whole(below: number): number;
  text(text: string): string;
  bytes(bytes: Buffer): Buffer;
  json(value: unknown): unknown;
}

/** What has broken somebody's server before. */
const nasty: readonly string[] = [
  '',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '__proto__',
  'constructor',
  'toString',
  '%00',
  '%',
  '%E0%A4%A',
  '../../etc/passwd',
  '\\u0000',
  '"',
  '\\',
  '{}',
  '[]',
  'null',
  'é'.repeat(100),
  '😀'.repeat(50),
  'x'.repeat(165),
  'x'.repeat(5000),
  '#server-to-user-',
  '#server-to-user-u1',
  'private-encrypted-cache-',
  'presence-',
  'pusher:',
  'pusher_internal:member_added',
  'client-',
  '1e999',
  '-0',
  'NaN',
  '0.0',
  '999999999999.999999999999',
  '[[[[[[[[[['.repeat(500),
  '{"a":'.repeat(3000),
];

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
const odd: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1e308,
  () => 2 ** 53,
  () => [],
  () => ({}),
  () => [[]],
  () => ({ length: 5 }),
  () => deep(50),
  () => deep(6000),
  () => JSON.parse('{"__proto__":{"x":1}}') as unknown,
];

export function mutator(random: () => number): Mutator {
  const whole = (below: number): number => Math.floor(random() * below);
  const pick = <T>(from: readonly T[]): T => from[whole(from.length)] as T;
  const chance = (of: number): boolean => random() < of;

  function text(given: string): string {
    const at = whole(given.length + 1);
    const to = at + whole(Math.min(20, given.length - at + 1));
    switch (whole(6)) {
      case 0:
        return given.slice(0, at);
      case 1:
        return given.slice(0, at) + pick(nasty) + given.slice(to);
      case 2:
        return given.slice(0, to) + given.slice(at);
      case 3:
        return given.slice(0, at) + String.fromCharCode(whole(chance(0.8) ? 128 : 65536)) + given.slice(at + 1);
      case 4:
        return given.slice(0, at) + given.slice(to);
      default:
        return given + pick(nasty);
    }
  }

  function bytes(given: Buffer): Buffer {
    const changed = Buffer.from(given);
    for (let left = 1 + whole(4); left > 0 && changed.length > 0; left -= 1)
      changed[whole(changed.length)] = whole(256);
    return chance(0.2) ? changed.subarray(0, whole(changed.length + 1)) : changed;
  }

  function plain(value: unknown): unknown {
    if (typeof value === 'string' && chance(0.6)) return text(value);
    return chance(0.5) ? pick(odd)() : pick(nasty);
  }

  function json(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || chance(0.1)) return plain(value);
    if (Array.isArray(value)) return value.map((one: unknown) => (chance(0.5) ? json(one) : one));
    const entries = Object.entries(value);
    const [name, inner] = pick(entries) ?? ['', 1];
    const rest = entries.filter(([other]) => other !== name);
    if (chance(0.15)) return Object.fromEntries(rest);
    return Object.fromEntries([...rest, chance(0.1) ? [text(name), inner] : [name, json(inner)]]);
  }

  return { pick, chance, whole, text, bytes, json };
}

/** As text, however deep: JSON.stringify gives up at some thousand levels. */
export function writeDeep(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '{"event":"client-deep","channel":"private-fuzz","data":'.concat('['.repeat(9000), ']'.repeat(9000), '}');
  }
}
