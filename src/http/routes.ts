import { type ApiAnswer, refusedBody } from './answer.ts';
import type { Api, ApiRequest, Call, RequestHead } from './api.ts';
import { examples, isExamplePath } from './examples.ts';
import { getChannel } from './get-channel.ts';
import { getChannelStats } from './get-channel-stats.ts';
import { getChannelUsers } from './get-channel-users.ts';
import { getChannels } from './get-channels.ts';
import { getConnections } from './get-connections.ts';
import { getHistory } from './get-history.ts';
import { guestAuth, isGuestPath } from './guest-auth.ts';
import { health, ready } from './health.ts';
import { postBatchEvents } from './post-batch-events.ts';
import { postChannelEvent } from './post-channel-event.ts';
import { postEvents } from './post-events.ts';
import { timeline } from './stats-timeline.ts';
import { terminateUser } from './terminate-user.ts';

export interface Route {
  readonly method: string;
  readonly path: string;
  /** Query parameters it knows, beside those of the signature. */
  readonly params: readonly string[];
  readonly handle: (call: Call) => ApiAnswer | Promise<ApiAnswer>;
}

type Open = (api: Api, request: ApiRequest) => ApiAnswer;

interface OpenRoute {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly answer: Open;
  /** Others are answered by their head alone. */
  readonly wantsBody?: boolean;
  /** What a load balancer asks: it is never refused for what others do from the same address. */
  readonly isProbe?: boolean;
}

/** The signed API, on one screen. The first `:` of each is the app's id. */
const signed: readonly Route[] = [
  {
    method: 'POST',
    path: '/apps/:app/events',
    params: ['name', 'data', 'channel', 'channels', 'socket_id', 'info'],
    handle: postEvents,
  },
  { method: 'POST', path: '/apps/:app/batch_events', params: [], handle: postBatchEvents },
  { method: 'GET', path: '/apps/:app/channels', params: ['filter_by_prefix', 'info'], handle: getChannels },
  { method: 'GET', path: '/apps/:app/channels/:channel', params: ['info'], handle: getChannel },
  { method: 'GET', path: '/apps/:app/channels/:channel/users', params: [], handle: getChannelUsers },
  { method: 'GET', path: '/apps/:app/channels/:channel/history', params: ['limit', 'before'], handle: getHistory },
  { method: 'GET', path: '/apps/:app/connections', params: [], handle: getConnections },
  { method: 'POST', path: '/apps/:app/users/:user/terminate_connections', params: [], handle: terminateUser },
  {
    method: 'POST',
    path: '/apps/:app/channels/:channel/events',
    params: ['name', 'socket_id'],
    handle: postChannelEvent,
  },
  { method: 'GET', path: '/apps/:app/channels/:channel/stats', params: [], handle: getChannelStats },
];

/** What answers anybody. */
const open: readonly OpenRoute[] = [
  { methods: ['GET', 'HEAD'], path: /^\/(health|up)$/, answer: health, isProbe: true },
  { methods: ['GET', 'HEAD'], path: /^\/ready$/, answer: ready, isProbe: true },
  { methods: ['POST', 'OPTIONS'], path: isGuestPath, answer: guestAuth, wantsBody: true },
  { methods: ['GET', 'HEAD'], path: isExamplePath, answer: examples },
  { methods: ['GET', 'OPTIONS'], path: /^\/{1,2}timeline\/v2\/(xhr|jsonp)\/[^/]+$/, answer: timeline },
  {
    methods: ['GET'],
    path: /^\/app\/[^/]+\/?$/,
    answer: () => ({
      ...refusedBody(426, 'This is a WebSocket address: connect to it with ws:// or wss://'),
      headers: [['Upgrade', 'websocket']],
    }),
  },
];

const compiled = signed.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/:\w+/g, '([^/]+)')}$`),
}));

const none: readonly string[] = [];
const nothingHere = { refused: refusedBody(404, 'Not found') };

export type Found =
  | { route: Route; appId: string; params: readonly string[] }
  | { open: OpenRoute }
  | { refused: ApiAnswer };

export function find({ method, path = '' }: RequestHead): Found {
  const routes = path.startsWith('/apps/') ? compiled : [];
  for (const { route, pattern } of routes) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    return { route, appId: decode(match[1] ?? ''), params: match.length > 2 ? match.slice(2).map(decode) : none };
  }
  const here = routes.filter(({ pattern }) => pattern.test(path));
  const anybody = open.filter((one) => one.path.test(path));
  const answering = anybody.find(({ methods }) => methods.includes(method));
  if (answering !== undefined) return { open: answering };
  const allowed = [...here.map(({ route }) => route.method), ...anybody.flatMap(({ methods }) => methods)];
  if (allowed.length === 0) return nothingHere;
  const wants = refusedBody(405, `This path expects ${allowed.join(' or ')}`);
  return { refused: { ...wants, headers: [...(wants.headers ?? []), ['Allow', allowed.join(', ')]] } };
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is no legal name, and is refused as such
  }
}
