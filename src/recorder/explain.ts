import { closeCodes } from '../protocol/close-codes.ts';
import { because, type Explanation, named, timeOf } from './explanation.ts';
import { findEvent, type Question, reach } from './find-event.ts';
import type { Known, Present } from './known.ts';
import type { NumberedFact, Ring } from './ring.ts';
import { subscriptionAt } from './subscription.ts';

/** [M24] One sentence: why an event did or did not arrive at a connection, or at the connections of a user. */
export function explain(ring: Ring, present: Present, question: Question): Explanation {
  const event = findEvent(ring, question);
  if ('cause' in event) return event;
  const refused = notTaken(event);
  if (refused !== undefined) return refused;
  const { app, socket, user } = question;
  if (socket !== undefined) return explainTo(ring, event, knownOf(ring, present, app, socket));
  const all = socketsOf(ring, present, app, user ?? '').map((one) =>
    explainTo(ring, event, knownOf(ring, present, app, one)),
  );
  return mostTelling(all) ?? because('not-connected', `No connection of user ${user} is known: ${reach(ring)}.`, event);
}

/** It went nowhere at all. */
function notTaken(event: NumberedFact): Explanation | undefined {
  const { kind, code, why, channel } = event;
  const what = named(event);
  switch (kind) {
    case 'publish-refused':
      return code === 503
        ? because(
            'unavailable',
            `The cluster was unavailable: the API answered 503 for ${what} ${timeOf(event)}, and nobody got it.`,
            event,
          )
        : because(
            'refused',
            `The API answered ${code} for ${what} ${timeOf(event)}, and nobody got it: ${why}.`,
            event,
          );
    case 'client-event-refused':
      return because(
        'refused',
        `The client event ${what} of ${event.socket} was refused ${timeOf(event)}: ${why}.`,
        event,
      );
    case 'command-refused':
      return because(
        'command-refused',
        `The room ${channel} refused the command ${what} of ${event.socket} ${timeOf(event)}: ${why}.`,
        event,
      );
    case 'command':
      return because(
        'command',
        `${what} was a command, which the room ${channel} took ${timeOf(event)}: it is not relayed, the room tells its members by events of its own.`,
        event,
      );
    default:
      return undefined;
  }
}

const knownOf = (ring: Ring, present: Present, app: string, socket: string): Known => ({
  socket,
  facts: [...ring.after(0)].filter((fact) => fact.socket === socket && fact.app === app),
  now: present.connection(app, socket),
});

function socketsOf(ring: Ring, present: Present, app: string, user: string): string[] {
  const seen = [...ring.after(0)].filter((fact) => fact.app === app && fact.user === user);
  return [...new Set([...seen.flatMap(({ socket = [] }) => socket), ...present.connectionsOf(app, user)])];
}

/** Of several connections: one that it arrived at, else the latest that was there. */
function mostTelling(all: readonly Explanation[]): Explanation | undefined {
  const away = new Set<Explanation['cause']>(['not-connected', 'unknown-connection']);
  return (
    all.findLast(({ cause }) => cause === 'arrived') ?? all.findLast(({ cause }) => !away.has(cause)) ?? all.at(-1)
  );
}

function explainTo(ring: Ring, event: NumberedFact, known: Known): Explanation {
  return (
    absent(ring, event, known) ??
    excluded(event, known) ??
    subscriptionAt(ring, event, known) ??
    outcome(ring, event, known)
  );
}

/** It was not connected, as far as is known. */
function absent(ring: Ring, event: NumberedFact, { socket, facts, now }: Known): Explanation | undefined {
  const connected = facts.find(({ kind }) => kind === 'connected');
  const closed = facts.find(({ kind }) => kind === 'closed');
  if (facts.length === 0 && now === undefined) return stranger(ring, event, socket);
  if (connected !== undefined && connected.number > event.number)
    return because(
      'not-connected',
      `${socket} was not connected yet: it came ${timeOf(connected)}, and ${named(event)} went out ${timeOf(event)}.`,
      event,
      connected,
    );
  if (closed === undefined || closed.number > event.number) return undefined;
  const cut = facts.find(({ kind }) => kind === 'cut-off');
  if (cut !== undefined)
    return because(
      'cut-off',
      `${socket} was cut off ${timeOf(cut)}, before ${named(event)}: ${cut.why}.`,
      event,
      cut,
      closed,
    );
  return because('not-connected', `${socket} was not connected any more: ${ending(closed)}.`, event, closed);
}

const ending = (closed: NumberedFact): string => {
  const why = closed.why === undefined || closed.why === '' ? '' : ` ("${closed.why}")`;
  return `the ${closed.by} had closed it ${timeOf(closed)} with ${closed.code}${why}`;
};

function stranger(ring: Ring, event: NumberedFact, socket: string): Explanation {
  const elsewhere = [...ring.after(0)].findLast((fact) => fact.socket === socket);
  if (elsewhere !== undefined)
    return because(
      'other-app',
      `${socket} is a connection of app ${elsewhere.app}, and ${named(event)} one of app ${event.app}.`,
      event,
      elsewhere,
    );
  return because('unknown-connection', `No connection ${socket} is there or remembered: ${reach(ring)}.`, event);
}

function excluded(event: NumberedFact, { socket }: Known): Explanation | undefined {
  if (event.except !== socket) return undefined;
  // What comes from the cluster does not say who sent it.
  if (event.kind === 'client-event' || (event.kind === 'delivered' && event.event?.startsWith('client-') === true))
    return because(
      'own-event',
      `${socket} sent the client event ${named(event)} itself: it goes to all others.`,
      event,
    );
  return because('excluded', `${socket} was left out: whoever published ${named(event)} gave its socket_id.`, event);
}

/** Longer after it, and the end has nothing to do with the event. */
const soonMs = 60_000;

/** It went to the kernel: what is known of its way from there. */
function outcome(ring: Ring, event: NumberedFact, { socket, facts }: Known): Explanation {
  const { channel = '' } = event;
  const told = event.serial === undefined ? deliveryOf(ring, event) : event;
  if (told === undefined)
    return because(
      'not-heard',
      `${socket} was subscribed to ${channel}, but this node has not heard of ${named(event)} from the cluster.`,
      event,
    );
  const handed = `it was handed to the kernel ${timeOf(told)} for ${told.sockets} socket${told.sockets === 1 ? '' : 's'} of ${channel}`;
  const later = facts.filter(({ number, at }) => number > event.number && at - event.at < soonMs);
  const cut = later.find(({ kind, why }) => kind === 'cut-off' && why === 'it did not read');
  if (cut !== undefined)
    return because(
      'cut-off',
      `${socket} did not read and was cut off ${timeOf(cut)}, with what waited for it: ${named(event)} may have been among it, as ${handed}.`,
      event,
      cut,
    );
  const silent = facts.find(
    ({ kind, code, number }) => kind === 'closed' && code === closeCodes.pongLate.code && number > event.number,
  );
  if (silent !== undefined)
    return because(
      'silent',
      `${socket} may have been gone: ${handed}, but the client answered no ping and was closed ${timeOf(silent)}.`,
      event,
      silent,
    );
  const secret = channel.startsWith('private-encrypted-')
    ? '; its data is encrypted, and a client without the shared secret of the channel drops it'
    : '';
  return because('arrived', `Arrived: ${handed}, ${socket} among them${secret}.`, event);
}

/** What the cluster brought of it. */
function deliveryOf(ring: Ring, event: NumberedFact): NumberedFact | undefined {
  return [...ring.after(0)].find(
    ({ kind, app, channel, event: name, at }) =>
      kind === 'delivered' &&
      app === event.app &&
      channel === event.channel &&
      name === event.event &&
      Math.abs(at - event.at) < 5000,
  );
}
