import type { ClusterCounters } from '../channels/ports/cluster-counters.ts';
import {
  counter,
  counters,
  type Family,
  gauge,
  gauges,
  histogram,
  kinds,
  labelled,
  perApp,
  perKind,
} from './family.ts';

const connecting: readonly Family[] = [
  gauges(
    'connections',
    'Open connections.',
    perApp(({ connections }) => connections),
  ),
  counters(
    'connections_opened_total',
    'Connections that were let in.',
    perApp((app) => app.counters.connections),
  ),
  counters('handshakes_total', 'WebSocket handshakes: accepted, or the close code of the refusal.', (state) =>
    kinds(state.counters.handshakes, ['outcome']),
  ),
  counters('handshakes_by_library_total', 'WebSocket handshakes by client library and its major version.', (state) =>
    kinds(state.counters.libraries, ['library', 'version']),
  ),
  counters('closes_total', 'Ends of connections by close code and who ended them.', (state) =>
    perKind((app) => app.counters.closes, 'code', 'by')(state),
  ),
  counter('addresses_refused_total', 'Handshakes refused for their address.', (state) => state.counters.refusedAddress),
  counters(
    'cutoffs_total',
    'Connections that the server ended for what they did.',
    labelled('cause', {
      slow_reader: (state) => state.counters.slowReadersCut,
      waiting: (state) => state.counters.waitingCut,
      flood: (state) => state.counters.floodsCut,
      message_too_large: (state) => state.counters.messagesTooLarge,
      silent: (state) => state.counters.pongsMissed,
    }),
  ),
  histogram(
    'client_round_trip_seconds',
    'From a ping to a silent client to its answer.',
    (state) => state.counters.roundTrips,
  ),
];

const messages: readonly Family[] = [
  counters(
    'messages_received_total',
    'Messages of clients.',
    perApp((app) => app.counters.messagesIn),
  ),
  counters(
    'received_bytes_total',
    'Bytes of those messages.',
    perApp((app) => app.counters.bytesIn),
  ),
  counters(
    'messages_sent_total',
    'Messages to clients, once for each.',
    perApp((app) => app.counters.messagesOut),
  ),
  counters(
    'sent_bytes_total',
    'Bytes of those messages.',
    perApp((app) => app.counters.bytesOut),
  ),
  counters(
    'events_published_total',
    'Events of publishers, once for each channel.',
    perApp((app) => app.counters.eventsPublished),
  ),
  counters(
    'deliveries_total',
    'What happened on channels, once for each connection that was told.',
    perApp((app) => app.counters.deliveries),
  ),
  counters(
    'client_events_total',
    'Events of clients that were passed on.',
    perApp((app) => app.counters.clientEvents),
  ),
  counters(
    'client_events_refused_total',
    'Events of clients that were refused.',
    perApp((app) => app.counters.clientEventsRefused),
  ),
  counters(
    'errors_sent_total',
    'Error frames on connections that stay, by code.',
    perKind((app) => app.counters.errors, 'code'),
  ),
  counter('bad_messages_total', 'Messages of clients that nobody can read.', (state) => state.counters.badMessages),
];

const channels: readonly Family[] = [
  gauges(
    'channels',
    'Channels with subscribers here.',
    perApp((app) => app.channels),
  ),
  gauges(
    'users',
    'Signed-in users with connections here.',
    perApp((app) => app.users),
  ),
  gauges(
    'members',
    'Members of presence channels who are there from here.',
    perApp((app) => app.members),
  ),
  counters(
    'subscribes_total',
    'Subscriptions that succeeded.',
    perApp((app) => app.counters.subscribes),
  ),
  counters(
    'subscribes_refused_total',
    'Subscriptions that were refused, by type.',
    perKind((app) => app.counters.subscribesRefused, 'type'),
  ),
  counter(
    'subscribes_delayed_total',
    'Subscriptions that had to wait for their turn.',
    (state) => state.counters.subscribesDelayed,
  ),
  counters(
    'forgotten_total',
    'What was remembered, and went before its time for a bound.',
    labelled('what', {
      events: (state) => state.counters.eventsForgotten,
      rooms: (state) => state.counters.roomsForgotten,
    }),
  ),
];

const rooms: readonly Family[] = [
  gauges('room_participants', 'Users in rooms.', (state) =>
    state.rooms().map(({ app, domain, participants: value }) => ({ labels: { app, domain }, value })),
  ),
  counters('room_commands_total', 'Commands in rooms that took effect.', (state) =>
    state.rooms().map(({ app, domain, messages: value }) => ({ labels: { app, domain }, value })),
  ),
  counters('room_refusals_total', 'Commands and joins that rooms refused.', (state) =>
    state.rooms().map(({ app, domain, refusals: value }) => ({ labels: { app, domain }, value })),
  ),
  counter(
    'room_pings_above_rate_total',
    'Pings above the rate of the rooms.',
    (state) => state.counters.pingsAboveRate,
  ),
];

const http: readonly Family[] = [
  counters('http_requests_total', 'Answered HTTP requests by endpoint and status.', ({ requests }) =>
    [...requests.answered].flatMap(([endpoint, statuses]) =>
      Array.from(statuses, ([status, value]) => ({ labels: { endpoint, status: String(status) }, value })),
    ),
  ),
  histogram(
    'http_request_duration_seconds',
    'From the head of an HTTP request to its answer.',
    ({ requests }) => requests.took,
  ),
];

const webhooks: readonly Family[] = [
  counter(
    'webhook_events_total',
    'Events for webhook endpoints, once for each.',
    ({ webhooks }) => webhooks.counters.taken,
  ),
  counters(
    'webhook_events_done_total',
    'What became of them.',
    labelled('result', {
      delivered: ({ webhooks }) => webhooks.counters.delivered,
      dropped: ({ webhooks }) => webhooks.counters.dropped,
      cancelled: ({ webhooks }) => webhooks.counters.cancelled,
      given_up: ({ webhooks }) => webhooks.counters.givenUp,
    }),
  ),
  counter('webhook_requests_total', 'Requests to webhook endpoints.', ({ webhooks }) => webhooks.counters.requests),
  counter(
    'webhook_failures_total',
    'Those that were not answered by success.',
    ({ webhooks }) => webhooks.counters.failures,
  ),
  gauge('webhook_queue_events', 'Events that are not delivered yet.', ({ webhooks }) => webhooks.waiting().events),
  gauge('webhook_queue_age_seconds', 'Age of the oldest of them.', ({ webhooks, now }) => {
    const { oldestAt = now() } = webhooks.waiting();
    return Math.max(0, now() - oldestAt) / 1000;
  }),
  histogram(
    'webhook_request_duration_seconds',
    'Requests to webhook endpoints.',
    ({ webhooks }) => webhooks.counters.took,
  ),
];

const shared = (name: string, help: string, read: (counters: ClusterCounters) => number): Family =>
  counters(name, help, ({ cluster }) => (cluster === undefined ? [] : [{ labels: {}, value: read(cluster()) }]));

const redis: readonly Family[] = [
  histogram('redis_round_trip_seconds', 'Commands to Redis.', ({ cluster }) => cluster?.().roundTrips),
  shared('redis_messages_total', 'Messages heard from Redis.', ({ messages }) => messages),
  shared('redis_gaps_total', 'Breaks in the order of the messages.', ({ gaps }) => gaps),
  shared('redis_fetched_total', 'Messages fetched after such a break.', ({ fetched }) => fetched),
  shared('redis_lost_total', 'Breaks that could not be filled.', ({ lost }) => lost),
  shared('redis_restores_total', 'Times that this node told Redis again all it holds.', ({ restores }) => restores),
  shared('redis_emptied_total', 'Those where Redis had lost it.', ({ emptied }) => emptied),
  shared('redis_older_total', 'Those where Redis had lost the latest of it.', ({ older }) => older),
];

const processes: readonly Family[] = [
  counter('faults_total', 'Exceptions that nobody expected; each is in the log.', (state) => state.counters.errors),
  gauge('event_loop_lag_seconds', 'How late the process is with its own work.', ({ loop }) => loop.lagMs() / 1000),
  counter(
    'event_loop_active_seconds_total',
    'Time in which the process was busy.',
    ({ loop }) => loop.activeMs() / 1000,
  ),
  gauge(
    'coalescing_window_seconds',
    'How long a frame may wait for others.',
    ({ coalescing }) => coalescing().ms / 1000,
  ),
  counter('coalesced_frames_total', 'Frames that left with one before them.', ({ coalescing }) => coalescing().merged),
];

/** [M1] Every number that there is, beside those of the process that any Node program has. */
export const families: readonly Family[] = [
  ...connecting,
  ...messages,
  ...channels,
  ...rooms,
  ...http,
  ...webhooks,
  ...redis,
  ...processes,
];
