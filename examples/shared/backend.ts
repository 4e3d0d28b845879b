import { md5 } from 'js-md5';
import { appKey } from './connect.ts';

// Stands in for your backend, so that the pages work by themselves. The secret of the development app is no secret;
// with an app of your own, this belongs on your server, in one of Pusher's SDKs.
const secret = 'app-secret';

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

async function hmac(text: string): Promise<string> {
  const utf8 = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', utf8.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return hex(await crypto.subtle.sign('HMAC', key, utf8.encode(text)));
}

/** What `broadcast(new …)` does in Laravel. The text is why it failed. */
export async function trigger(channel: string, name: string, data: object): Promise<string | undefined> {
  const body = JSON.stringify({ name, channel, data: JSON.stringify(data) });
  const path = '/apps/app-id/events';
  const query = `auth_key=${appKey}&auth_timestamp=${Math.floor(Date.now() / 1000)}&auth_version=1.0&body_md5=${md5(body)}`;
  const signature = await hmac(`POST\n${path}\n${query}`);
  const response = await fetch(`${path}?${query}&auth_signature=${signature}`, { method: 'POST', body });
  return response.ok ? undefined : ((await response.json()) as { error: string }).error;
}
