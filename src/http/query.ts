import { percentDecode } from '../protocol/percent-decode.ts';

const signing = new Set(['auth_key', 'auth_timestamp', 'auth_version', 'auth_signature', 'body_md5']);
export const isSigning = (name: string): boolean => signing.has(name);

/** Hot path. What most SDKs send: these alone, in this order, nothing escaped. The first group is then what they signed. */
const usual =
  /^(auth_key=([^&%]*)&auth_timestamp=([^&%]*)&auth_version=([^&%]*)(?:&body_md5=([^&%]*))?)&auth_signature=([^&%]*)$/;
const groups = ['', '', 'auth_key', 'auth_timestamp', 'auth_version', 'body_md5', 'auth_signature'];

/** No call has a tenth of it, lists in brackets included. */
export const maxParameters = 100;

const bracket = /\[\d*\]$/;

/** The query of a request, in the forms that SDKs sign and read it in. */
export class Query {
  readonly #text: string;
  readonly #usual: RegExpExecArray | null;
  #pairs: readonly (readonly [string, string])[] | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#usual = usual.exec(text);
    this.#pairs = undefined;
  }

  /** [L42] To read and sort them would cost more than a stranger may ask for. */
  get tooMany(): boolean {
    return this.#usual === null && this.#text.split('&', maxParameters + 1).length > maxParameters;
  }

  /** What was signed, where it stands in the text as documented. */
  get signed(): string | undefined {
    return this.#usual?.[1];
  }

  /** Whether it holds nothing but what signs a request. */
  get bare(): boolean {
    return this.#usual !== null || this.pairs.every(([name]) => signing.has(name));
  }

  /** Every parameter in order, percent-decoded; a `+` is a plus. */
  get pairs(): readonly (readonly [name: string, value: string])[] {
    this.#pairs ??= readPairs(this.#text);
    return this.#pairs;
  }

  /** A list counts as its values with commas between: so a PHP client means it. */
  get(name: string): string | undefined {
    if (this.#usual !== null) return this.#usual[groups.indexOf(name, 2)];
    const plain = this.pairs.find(([key]) => key === name)?.[1];
    const values = plain === undefined ? this.list(name) : [];
    return values.length > 0 ? values.join(',') : plain;
  }

  /** How often a name stands there, each value of a list too. */
  times(name: string): number {
    if (this.#usual !== null) return this.get(name) === undefined ? 0 : 1;
    return this.pairs.filter(([key]) => key.replace(bracket, '') === name).length;
  }

  /** `name[]=a&name[]=b` or `name[0]=a&name[1]=b`. */
  list(name: string): readonly string[] {
    return this.pairs
      .filter(([key]) => bracket.test(key) && key.replace(bracket, '') === name)
      .map(([, value]) => value);
  }

  /** Each name once, without its brackets. */
  names(): readonly string[] {
    return [...new Set(this.pairs.map(([key]) => key.replace(bracket, '')))];
  }
}

function readPairs(text: string): [string, string][] {
  const parts = text.split('&').filter((part) => part !== '');
  return parts.map((part) => {
    const equals = part.indexOf('=');
    return equals < 0 ? [decoded(part), ''] : [decoded(part.slice(0, equals)), decoded(part.slice(equals + 1))];
  });
}

/** A lone % is a value like any other; it must then be signed that way. */
const decoded = (text: string): string => percentDecode(text) ?? text;

/** [H4] What a PHP client signs for a list that it then sends as `k[0]=a&k[1]=b`. */
export function joinLists(pairs: Query['pairs']): [string, string][] {
  const joined = new Map<string, string>();
  for (const [key, value] of pairs) {
    const name = key.replace(bracket, '');
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return [...joined];
}
