import type { WebhookEndpoint } from '../protocol/types/config.ts';

/** Headers that say what we say ourselves, or that belong to the connection. */
const ours =
  /^(content-(type|length|encoding)|transfer-encoding|connection|host|expect|te|trailer|upgrade|x-pusher-.*)$/i;

/** What the schema cannot say of a receiver, as the end of a sentence that begins with the endpoint's place. */
export function describeEndpointError({ url, headers }: WebhookEndpoint): string | undefined {
  if (!URL.canParse(url)) return 'url: got no URL, expected one like https://app.example/webhooks.';
  const { username, password } = new URL(url);
  if (username !== '' || password !== '') {
    return 'url: got one with a user name or password, expected them in headers, as Authorization.';
  }
  const taken = Object.keys(headers ?? {}).find((name) => ours.test(name));
  return taken === undefined ? undefined : `headers.${taken}: this one is ours to set; leave it out.`;
}
