import { because, type Explanation, named, timeOf } from './explanation.ts';
import { reach } from './find-event.ts';
import type { Known } from './known.ts';
import type { NumberedFact, Ring } from './ring.ts';

const userPrefix = '#server-to-user-';

/** Why the connection did not hear the channel when the event went out; undefined: it did. */
export function subscriptionAt(ring: Ring, event: NumberedFact, known: Known): Explanation | undefined {
  const { channel = '', to } = event;
  if (channel.startsWith(userPrefix)) return signInAt(event, known, channel.slice(userPrefix.length));
  const all = known.facts.filter((fact) => fact.channel === channel && isOfSubscription(fact));
  const before = all.findLast(({ number }) => number < event.number);
  const next = all.find(({ number, kind }) => number > event.number && kind === 'subscribed');
  // What went out while the join was answered was kept for it.
  const wasJoining = (event.serial ?? 0) > (next?.serial ?? Number.POSITIVE_INFINITY);
  if (before?.kind === 'subscribed') return otherMember(event, known, before, to);
  if (wasJoining) return undefined;
  if (before !== undefined) return notSubscribed(event, known, all, before);
  if (next !== undefined)
    return because(
      'not-subscribed',
      `${known.socket} was not subscribed to ${channel} yet: it was since ${timeOf(next).slice(3)}, and ${named(event)} went out ${timeOf(event)}.`,
      event,
      next,
    );
  const isWhole = known.facts.some(({ kind }) => kind === 'connected');
  if (!isWhole && known.now?.channels.has(channel) === true) return undefined; // since before what is remembered
  const since = isWhole ? 'since it connected' : `as far as is remembered (${reach(ring)})`;
  return because('not-subscribed', `${known.socket} has never been subscribed to ${channel} ${since}.`, event);
}

const isOfSubscription = ({ kind }: NumberedFact): boolean =>
  kind === 'subscribed' || kind === 'unsubscribed' || kind === 'subscribe-refused' || kind === 'waiting';

function otherMember(
  event: NumberedFact,
  { socket }: Known,
  { user }: NumberedFact,
  to: string | undefined,
): Explanation | undefined {
  if (to === undefined || to === user) return undefined;
  return because(
    'other-member',
    `${named(event)} was for the member ${to} of ${event.channel} alone, and ${socket} is ${user ?? 'none'}.`,
    event,
  );
}

function notSubscribed(
  event: NumberedFact,
  { socket }: Known,
  all: readonly NumberedFact[],
  last: NumberedFact,
): Explanation {
  const { channel, kind, why } = last;
  if (kind === 'subscribe-refused')
    return because(
      'subscription-refused',
      `${socket} is not subscribed to ${channel}: that was refused ${timeOf(last)} with ${last.code}: ${why}.`,
      event,
      last,
    );
  if (kind === 'waiting')
    return because(
      'waiting-room',
      `${socket} waited to be let into the room ${channel}, since ${timeOf(last).slice(3)}.`,
      event,
      last,
    );
  const began = all.findLast((fact) => fact.kind === 'subscribed' && fact.number < last.number);
  const since = began === undefined ? '' : ` since ${timeOf(began).slice(3)}`;
  const left = why === undefined ? 'it unsubscribed' : why;
  return because(
    'not-subscribed',
    `${socket} was not subscribed to ${channel} any more: it was${since} until ${timeOf(last).slice(3)}, when ${left}; ${named(event)} went out ${timeOf(event)}.`,
    event,
    began,
    last,
  );
}

/** [U15] Who is in a user's channel is whoever is signed in as the user. */
function signInAt(event: NumberedFact, { socket, facts, now }: Known, userId: string): Explanation | undefined {
  const all = facts.filter(({ kind }) => kind === 'signed-in' || kind === 'sign-in-refused');
  const signedIn = all.find(({ kind }) => kind === 'signed-in');
  const user = signedIn?.user ?? now?.user;
  const wasJoining = (event.serial ?? 0) > (signedIn?.serial ?? Number.POSITIVE_INFINITY);
  const isSince = signedIn === undefined || signedIn.number < event.number || wasJoining;
  if (user !== undefined && user !== userId)
    return because(
      'other-user',
      `${named(event)} was for the user ${userId} alone, and ${socket} is signed in as ${user}.`,
      event,
      signedIn,
    );
  if (user !== undefined && isSince) return undefined;
  const refused = all.findLast(({ kind }) => kind === 'sign-in-refused');
  const why =
    signedIn !== undefined
      ? `not signed in as ${userId} yet: it did so ${timeOf(signedIn)}`
      : refused !== undefined
        ? `not signed in: that was refused ${timeOf(refused)}: ${refused.why}`
        : 'not signed in, and only connections of the user get what is sent to it';
  return because('not-signed-in', `${socket} was ${why}.`, event, signedIn ?? refused);
}
