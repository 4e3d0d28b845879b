import { type ApiAnswer, refusedBody } from './answer.ts';
import type { Api, ApiRequest, Call, RequestHead } from './api.ts';
import { examples, examplesPath } from './development/examples.ts';
import { guestAuth, guestPath } from './development/guest-auth.ts';
import { getChannel } from './get-channel.ts';
import { getChannelStats } from './get-channel-stats.ts';
import { getChannelUsers } from './get-channel-users.ts';
import { getChannels } from './get-channels.ts';
import { getConnections } from './get-connections.ts';
import { getHistory } from './get-history.ts';
import { health, ready } from './health.ts';
import { type Matchable, type Matched, matchRoute, pathPattern } from './match-route.ts';
import { postBatchEvents } from './post-batch-events.ts';
import { postChannelEvent } from './post-channel-event.ts';
import { postEvents } from './post-events.ts';
import { timeline } from './stats-timeline.ts';
import { terminateUser } from './terminate-user.ts';

/** Who signs with a key of the app may ask this. */
export interface SignedRoute extends Matchable {
  /** Query parameters it knows, beside those of the signature. */
  readonly parameters: readonly string[];
  readonly handle: (call: Call) => ApiAnswer | Promise<ApiAnswer>;
}

export interface OpenRoute extends Matchable {
  readonly answer: (api: Api, request: ApiRequest) => ApiAnswer;
  /** Others are answered by their head alone. */
  readonly wantsBody?: boolean;
  /** What a load balancer asks: it is never refused for what others do from the same address. */
  readonly isProbe?: boolean;
}

const signedRoute = (
  method: string,
  path: string,
  parameters: readonly string[],
  handle: SignedRoute['handle'],
): SignedRoute => ({ methods: [method], endpoint: path, path: pathPattern(path), parameters, handle });

/** The signed API, on one screen. The first `:` of each is the app's id. */
const signed: readonly SignedRoute[] = [
  signedRoute('POST', '/apps/:app/events', ['name', 'data', 'channel', 'channels', 'socket_id', 'info'], postEvents),
  signedRoute('POST', '/apps/:app/batch_events', [], postBatchEvents),
  signedRoute('GET', '/apps/:app/channels', ['filter_by_prefix', 'info'], getChannels),
  signedRoute('GET', '/apps/:app/channels/:channel', ['info'], getChannel),
  signedRoute('GET', '/apps/:app/channels/:channel/users', [], getChannelUsers),
  signedRoute('GET', '/apps/:app/channels/:channel/history', ['limit', 'before'], getHistory),
  signedRoute('GET', '/apps/:app/connections', [], getConnections),
  signedRoute('POST', '/apps/:app/users/:user/terminate_connections', [], terminateUser),
  signedRoute('POST', '/apps/:app/channels/:channel/events', ['name', 'socket_id'], postChannelEvent),
  signedRoute('GET', '/apps/:app/channels/:channel/stats', [], getChannelStats),
];

/** What answers anybody. */
const open: readonly OpenRoute[] = [
  { methods: ['GET', 'HEAD'], endpoint: '/health', path: /^\/(?:health|up)$/, answer: health, isProbe: true },
  { methods: ['GET', 'HEAD'], endpoint: '/ready', path: /^\/ready$/, answer: ready, isProbe: true },
  { methods: ['POST', 'OPTIONS'], endpoint: '/guest-auth', path: guestPath, answer: guestAuth, wantsBody: true },
  { methods: ['GET', 'HEAD'], endpoint: '/examples', path: examplesPath, answer: examples },
  {
    methods: ['GET', 'OPTIONS'],
    endpoint: '/timeline',
    path: /^\/{1,2}timeline\/v2\/(?:xhr|jsonp)\/[^/]+$/,
    answer: timeline,
  },
  {
    methods: ['GET'],
    endpoint: '/app/:key',
    path: /^\/app\/[^/]+\/?$/,
    answer: () => ({
      ...refusedBody(426, 'This is a WebSocket address: connect to it with ws:// or wss://'),
      headers: [['Upgrade', 'websocket']],
    }),
  },
];

const belowApps: readonly (SignedRoute | OpenRoute)[] = [...signed, ...open];

/** Hot path. Nothing that is signed is elsewhere. */
export const findRoute = (head: RequestHead): Matched<SignedRoute | OpenRoute> =>
  matchRoute(head.path?.startsWith('/apps/') ? belowApps : open, head);
