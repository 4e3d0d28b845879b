import type { RecordedKind } from '../channels/ports/recorder.ts';
import { because, type Explanation, named, timeOf } from './explanation.ts';
import type { NumberedFact, Ring } from './ring.ts';

/** What somebody wants to know. */
export interface Question {
  readonly app: string;
  /** One of both is there. */
  readonly socket?: string | undefined;
  readonly user?: string | undefined;
  readonly channel?: string | undefined;
  /** A number of a fact, or a name, of which the latest is meant. */
  readonly event?: string | undefined;
  /** Milliseconds since 1970: the event nearest to it is meant. */
  readonly at?: number | undefined;
}

const eventKinds: ReadonlySet<RecordedKind> = new Set<RecordedKind>([
  'published',
  'publish-refused',
  'delivered',
  'client-event',
  'client-event-refused',
  'command',
  'command-refused',
]);

/** The event that is asked about, or why there is none. */
export function findEvent(ring: Ring, question: Question): NumberedFact | Explanation {
  const { app, channel, event = '' } = question;
  if (/^\d+$/.test(event)) return byNumber(ring, question, Number(event));
  const all = [...ring.after(0)].filter(({ kind }) => eventKinds.has(kind));
  const here = all.filter((fact) => fact.app === app && fact.channel === channel);
  const found = event === '' ? nearest(here, question.at ?? ring.now()) : here.findLast((fact) => fact.event === event);
  return found ?? elsewhere(ring, all, question);
}

function byNumber(ring: Ring, { app, channel }: Question, number: number): NumberedFact | Explanation {
  const fact = ring.get(number);
  if (fact === undefined && number > ring.last)
    return because('no-event', `There is no fact ${number} yet: the last is ${ring.last}.`);
  if (fact === undefined) return because('forgotten', `Fact ${number} is not remembered any more: ${reach(ring)}.`);
  if (!eventKinds.has(fact.kind)) return because('no-event', `Fact ${number} is no event but "${fact.kind}".`, fact);
  if (fact.app !== app)
    return because('other-app', `The event ${named(fact)} is one of app ${fact.app}, not of ${app}.`, fact);
  if (channel !== undefined && fact.channel !== channel)
    return because('other-channel', `The event ${named(fact)} went to ${fact.channel}, not to ${channel}.`, fact);
  return fact;
}

function nearest(facts: readonly NumberedFact[], at: number): NumberedFact | undefined {
  const distance = (fact: NumberedFact): number => Math.abs(fact.at - at);
  return facts.reduce<NumberedFact | undefined>(
    (best, fact) => (best === undefined || distance(fact) <= distance(best) ? fact : best),
    undefined,
  );
}

/** Nothing of the kind went to that channel of the app: it may have gone elsewhere, or nowhere. */
function elsewhere(ring: Ring, all: readonly NumberedFact[], { app, channel, event }: Question): Explanation {
  const what = event === undefined ? 'No event' : `No event "${event}"`;
  const same = all.filter((fact) => event !== undefined && fact.event === event);
  const inOther = same.findLast((fact) => fact.app !== app && fact.channel === channel);
  if (inOther !== undefined)
    return because(
      'other-app',
      `${what} went to ${channel} of app ${app}: the last one, ${timeOf(inOther)}, was one of app ${inOther.app}.`,
      inOther,
    );
  const onOther = same.findLast((fact) => fact.app === app);
  if (onOther !== undefined)
    return because(
      'other-channel',
      `${what} went to ${channel}: the last one, ${timeOf(onOther)}, went to ${onOther.channel}.`,
      onOther,
    );
  const refused = [...ring.after(0)].findLast((fact) => isRefusedPublish(fact) && fact.app === app);
  if (refused !== undefined)
    return because(
      'refused',
      `${what} went to ${channel}; the API answered ${refused.path} with ${refused.code} ${timeOf(refused)}: ${refused.why}.`,
      refused,
    );
  return because('no-event', `${what} went to ${channel} of app ${app} as far as is remembered: ${reach(ring)}.`);
}

const isRefusedPublish = ({ kind, path = '' }: NumberedFact): boolean =>
  kind === 'request-refused' && path.startsWith('POST ') && path.endsWith('events');

/** How far back what is remembered goes. */
export function reach(ring: Ring): string {
  const oldest = ring.get(ring.first);
  return oldest === undefined
    ? 'nothing is remembered yet'
    : `what is remembered begins ${timeOf(oldest)} with fact ${oldest.number}`;
}
