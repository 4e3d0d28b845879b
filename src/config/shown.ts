/** What may be repeated of a value that does not fit: never a secret, and of nested values, which may hold one, only the kind. */
export function shown(path: string, value: unknown, wantsNested: boolean): string {
  if (path.split('.').some((name) => isSecret(name) || isAddress(name) || isOptions(name)))
    return 'a secret of the wrong form';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string' && wantsNested) return 'a text'; // JSON that does not parse
  const text = JSON.stringify(value);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

const maxShown = 80;

/** By the name of its key. */
export const isSecret = (name: string): boolean => /secret|passphrase|password|token$|headers$/i.test(name);

/** A URL with a password, or a secret among its parameters. */
const isAddress = (name: string): boolean => name === 'redis' || name === 'url';

/** What they mean is known to their domain alone. */
const isOptions = (name: string): boolean => name === 'domainOptions';

const masked = '********';

/** With everything behind the user, up to the host, and every parameter taken out. */
export const maskAddress = (url: string): string =>
  url.replace(/^([^:]+:\/\/[^:/]*:).*@/, `$1${masked}@`).replace(/\?.*$/, `?${masked}`);

/** For JSON.stringify: a configuration without its secrets. */
export function mask(key: string, value: unknown): unknown {
  if (isSecret(key) && value !== null) return masked;
  if (isOptions(key)) return JSON.parse(JSON.stringify(value, maskText));
  return typeof value === 'string' && isAddress(key) ? maskAddress(value) : value;
}

const maskText = (_key: string, value: unknown): unknown => (typeof value === 'string' ? masked : value);

/** Whether anything in it would be masked. */
export const holdsSecrets = (value: object): boolean => JSON.stringify(value) !== JSON.stringify(value, mask);
