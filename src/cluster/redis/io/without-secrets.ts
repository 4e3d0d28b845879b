/** What a server said, without what it repeats of what it was sent: a refused AUTH has the password in it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  // Redis repeats the arguments of a command that it does not know, cut off after some characters.
  const short = text.replace(/(with args beginning with: ).*/s, '$1…');
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '********'), short);
}

/** What is secret in the address of a Redis, as it is written and as it is meant. */
export function secretsOf(address: string): string[] {
  const { password, searchParams } = new URL(address, 'redis://localhost');
  return [password, decodeURIComponent(password), ...searchParams.values()].filter((text) => text !== '');
}
