import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineDomain } from './define-domain.ts';
import type { AnyDomain } from './domain.ts';
import { validatorsOf } from './payload.ts';

export type Options = Readonly<Record<string, unknown>>;
export type BuiltIn = Readonly<Record<string, (options: Options) => AnyDomain>>;

/** A domain that cannot be loaded. Its message is a sentence for the operator. */
export class BadDomain extends Error {}

/** By name, or by the path of a module whose default export is a domain, or a function from options to one. */
export async function loadDomains(
  names: readonly string[],
  options: Readonly<Record<string, Options>>,
  builtIn: BuiltIn,
  loaded = new Map<string, AnyDomain>(),
): Promise<AnyDomain[]> {
  const wanted = names.flatMap((name) => (name === 'all' ? Object.keys(builtIn) : [name]));
  return Promise.all([...new Set(wanted)].map((name) => loadOnce(name, options[name] ?? {}, builtIn, loaded)));
}

/** What has neither another name nor other options stays the same domain: rooms that run go on with it. */
async function loadOnce(
  name: string,
  options: Options,
  builtIn: BuiltIn,
  loaded: Map<string, AnyDomain>,
): Promise<AnyDomain> {
  const key = `${name} ${JSON.stringify(options)}`;
  const domain = loaded.get(key) ?? (await loadDomain(name, options, builtIn));
  loaded.set(key, domain);
  return domain;
}

async function loadDomain(name: string, options: Options, builtIn: BuiltIn): Promise<AnyDomain> {
  const make = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
  if (make !== undefined) return made(name, () => make(options));
  if (!/[./\\]/.test(name)) {
    throw new BadDomain(
      `domains: there is no domain "${name}"; expected ${Object.keys(builtIn).join(', ')}, all, or a module's path.`,
    );
  }
  const path = isAbsolute(name) ? name : resolve(name);
  let found: unknown;
  try {
    found = ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
  } catch (error) {
    throw new BadDomain(`domains: ${name} cannot be loaded: ${messageOf(error)}.`);
  }
  return made(name, () => {
    const domain: unknown = typeof found === 'function' ? found(options) : found;
    if (!isDomain(domain)) throw new Error('expected a default export made with defineDomain');
    return defineDomain(domain);
  });
}

function made(name: string, make: () => AnyDomain): AnyDomain {
  try {
    const domain = make();
    validatorsOf(domain);
    return domain;
  } catch (error) {
    throw new BadDomain(`domains: ${name}: ${messageOf(error)}.`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isDomain = (value: unknown): value is AnyDomain =>
  typeof value === 'object' &&
  value !== null &&
  ['name', 'channels', 'initial', 'snapshot'].every((key) => key in value);
