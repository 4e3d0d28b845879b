/** What the clients that people use say of themselves. */
const known = new Map(
  [
    'js',
    'java-client',
    'pusher-websocket-swift',
    'libPusher',
    'pusher-dotnet-client',
    'pusher-ruby-client',
    'Pysher',
  ].map((name): [string, string] => [name.toLowerCase(), name]),
);

/** [M3] Client library and major version, as the query of a handshake has them: `js 8`. A stranger can say anything. */
export function libraryOf(query: string): string {
  const name = known.get(/(?:^|&)client=([\w-]{1,32})(?:&|$)/.exec(query)?.[1]?.toLowerCase() ?? '');
  if (name === undefined) return 'other other';
  return `${name} ${/(?:^|&)version=v?(1?\d)(?:\.|&|$)/.exec(query)?.[1] ?? 'other'}`;
}
