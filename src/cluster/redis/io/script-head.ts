/** What a script names in its head. */
export interface ScriptHead {
  readonly uses: readonly string[];
  readonly keys: readonly string[];
  readonly args: readonly string[];
  /** The name of what may come any number of times, behind all others. */
  readonly rest: string | undefined;
}

/** `-- Uses: a b`, `-- KEYS: a b`, `-- ARGV: a b   what they are`: any number of lines, and what is behind two blanks is said to people. */
export function readHead(lua: string): ScriptHead {
  const named = (word: string): string[] =>
    [...lua.matchAll(new RegExp(`^-- ${word}: (.*)$`, 'gm'))].flatMap(([, text = '']) =>
      (text.split(/ {2,}/)[0] ?? '').trim().split(' '),
    );
  const all = named('ARGV');
  const last = all.at(-1);
  const rest = last?.endsWith('...') === true ? last.slice(0, -3) : undefined;
  return { uses: named('Uses'), keys: named('KEYS'), args: rest === undefined ? all : all.slice(0, -1), rest };
}
