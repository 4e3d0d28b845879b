/** The query of a request, in the forms that SDKs sign and read it in. */
export interface Query {
  /** Every parameter in order, percent-decoded; a `+` is a plus. */
  readonly pairs: readonly (readonly [name: string, value: string])[];
  /** A list counts as its values with commas between: so a PHP client means it. */
  get(name: string): string | undefined;
  /** `name[]=a&name[]=b` or `name[0]=a&name[1]=b`. */
  list(name: string): readonly string[];
  /** Each name once, without its brackets. */
  names(): readonly string[];
  /** Whether it holds nothing but what signs a request: most do. */
  readonly bare: boolean;
}

const signing = new Set(['auth_key', 'auth_timestamp', 'auth_version', 'auth_signature', 'body_md5']);
export const isSigning = (name: string): boolean => signing.has(name);

const decoded = (text: string): string => {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is a value like any other; it must then be signed that way
  }
};

const bracket = /\[\d*\]$/;

export function readQuery(text: string): Query {
  const pairs: [string, string][] = [];
  let bare = true;
  for (let at = 0; at < text.length; ) {
    const and = text.indexOf('&', at);
    const end = and < 0 ? text.length : and;
    const equals = text.indexOf('=', at);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (end > at) {
      const name = decoded(text.slice(at, nameEnd));
      bare &&= signing.has(name);
      pairs.push([name, decoded(text.slice(nameEnd + 1, end))]);
    }
    at = end + 1;
  }
  const list = (name: string): string[] =>
    pairs.filter(([key]) => bracket.test(key) && key.replace(bracket, '') === name).map(([, value]) => value);
  return {
    pairs,
    bare,
    get(name) {
      const plain = pairs.find(([key]) => key === name)?.[1];
      const values = plain === undefined && !bare ? list(name) : [];
      return values.length > 0 ? values.join(',') : plain;
    },
    list,
    names: () => [...new Set(pairs.map(([key]) => key.replace(bracket, '')))],
  };
}

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
