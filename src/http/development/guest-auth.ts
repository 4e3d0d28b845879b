import { createHmac } from 'node:crypto';
import type { App } from '../../apps/app.ts';
import { parseChannelName } from '../../protocol/channel-name.ts';
import { isTooDeep, tooDeep } from '../../protocol/json.ts';
import { channelText, userText } from '../../protocol/signatures.ts';
import { type ApiAnswer, answer, refusedBody } from '../answer.ts';
import type { Api, ApiRequest } from '../api.ts';

export const guestPath = /^\/apps\/([^/]+)\/(auth|user-auth)$/;
const anyOrigin = ['Access-Control-Allow-Origin', '*'] as const;
const socketForm = /^\d+\.\d+$/;

/**
 * POST /apps/:key/auth and /apps/:key/user-auth, as pusher-js and Echo ask an application: signs for whatever name the
 * page gives. Only with the development app, which everybody knows the secret of.
 */
export function guestAuth(api: Api, request: ApiRequest): ApiAnswer {
  const [, key = '', kind] = guestPath.exec(request.path ?? '') ?? [];
  const app = api.development ? api.apps.byKey(key) : undefined;
  if (app === undefined) return refusedBody(404, 'Not found');
  if (request.method === 'OPTIONS') return preflight;
  const form = new URLSearchParams(request.body.toString('utf8'));
  const socketId = form.get('socket_id') ?? '';
  if (!socketForm.test(socketId)) return refusedBody(400, 'socket_id: expected digits, a dot and digits');
  const info = readInfo(form.get('user_info'));
  if (typeof info === 'string') return refusedBody(400, `user_info: ${info}`);
  const userId = form.get('user_id') || `guest-${socketId.split('.')[0]}`;
  const signed =
    kind === 'auth'
      ? signChannel(app, socketId, userId, info.value, form)
      : signUser(app, socketId, userId, info.value);
  return { ...signed, headers: [anyOrigin, ...(signed.headers ?? [])] };
}

function signChannel(app: App, socketId: string, userId: string, info: unknown, form: URLSearchParams): ApiAnswer {
  const channel = parseChannelName(form.get('channel_name'), app.settings.limits.channelNameLength);
  if (channel === undefined) return refusedBody(400, 'channel_name: this is no channel name');
  if (!channel.startsWith('presence-')) return answer({ auth: sign(app, channelText(socketId, channel)) });
  const channelData = JSON.stringify({ user_id: userId, user_info: info ?? { name: userId } });
  return answer({ auth: sign(app, channelText(socketId, channel, channelData)), channel_data: channelData });
}

function signUser(app: App, socketId: string, userId: string, info: unknown): ApiAnswer {
  const userData = JSON.stringify({ id: userId, user_info: info ?? { name: userId } });
  return answer({ auth: sign(app, userText(socketId, userData)), user_data: userData });
}

const sign = (app: App, text: string): string =>
  `${app.key}:${createHmac('sha256', app.secrets.get(app.key) ?? '')
    .update(text)
    .digest('hex')}`;

/** The value, or what is wrong with it. */
function readInfo(text: string | null): { value: unknown } | string {
  if (text === null || text === '') return { value: undefined };
  try {
    const value = JSON.parse(text) as unknown;
    return isTooDeep(text) ? tooDeep : { value };
  } catch {
    return 'expected JSON';
  }
}

const preflight: ApiAnswer = {
  status: 204,
  body: '',
  headers: [
    anyOrigin,
    ['Access-Control-Allow-Methods', 'POST, OPTIONS'],
    ['Access-Control-Allow-Headers', 'Content-Type, X-CSRF-Token, X-Requested-With, Authorization'],
    ['Access-Control-Max-Age', '86400'],
  ],
};
