/** What the schema cannot say of the address of a Redis, as the end of a sentence; nothing of it is repeated. */
export function describeRedisError(address: string): string | undefined {
  const form = 'expected redis://user:password@host:6379/0, with % escapes in the password for : / ? # @ and %';
  if (address.startsWith('/')) return undefined;
  if (!URL.canParse(address)) return `got no URL, ${form}.`;
  const { username, password, pathname } = new URL(address);
  try {
    decodeURIComponent(username + password);
  } catch {
    return `got a % that escapes nothing, ${form}.`;
  }
  return /^\/?\d*$/.test(pathname) ? undefined : `got a database that is no number, ${form}.`;
}
