/** What may be repeated of a value that does not fit: never a secret, and of nested values, which may hold one, only the kind. */
export function shown(path: string, value: unknown, wantsNested: boolean): string {
  if (path.split('.').some((name) => isSecret(name) || isAddress(name))) return 'a secret of the wrong form';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string' && wantsNested) return 'a text'; // JSON that does not parse
  const text = JSON.stringify(value);
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

const mostShown = 80;

/** By the name of its key. */
export const isSecret = (name: string): boolean => /secret|passphrase|password|token$|headers$/i.test(name);

/** A URL with a password in it. */
export const isAddress = (name: string): boolean => name === 'redis';

/** With everything behind the user, up to the host, and every parameter taken out. */
export const maskAddress = (url: string): string =>
  url.replace(/^([^:]+:\/\/[^:/]*:).*@/, '$1********@').replace(/\?.*$/, '?********');
