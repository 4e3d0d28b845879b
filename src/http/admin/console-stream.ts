import { recordedKinds } from '../../channels/ports/recorder.ts';
import type { Clock } from '../../clock.ts';
import type { NumberedFact, Ring } from '../../recorder/ring.ts';
import { type ApiAnswer, refusedBody, retryLater, type Streaming } from '../answer.ts';
import { startReader, type Wanted } from './console-reader.ts';
import { nothingRecorded } from './explain.ts';
import type { Operator } from './operator.ts';

/** [M30] At a time. */
const mostReaders = 8;

/** What happens, for whoever watches. */
export type Console = (query: URLSearchParams) => ApiAnswer;

/** [M27] GET /console */
export const answerConsole = ({ watch }: Operator, query: URLSearchParams): ApiAnswer =>
  watch === undefined ? nothingRecorded : watch(query);

export function createConsole(ring: Ring, clock: Clock): Console {
  let readers = 0;
  const left = (): void => {
    readers -= 1;
  };
  return (query) => {
    const wants = readFilter(query);
    if (typeof wants !== 'function') return wants;
    const after = query.get('after') ?? String(ring.last);
    if (!/^\d{1,15}$/.test(after)) return refusedBody(400, 'after: expected the number of a fact');
    if (readers >= mostReaders) return retryLater(503, `${mostReaders} consoles are open already`, 1000);
    return {
      status: 200,
      body: '',
      headers: [
        ['Content-Type', 'text/event-stream'],
        ['Cache-Control', 'no-store'],
      ],
      stream(sink): Streaming {
        readers += 1;
        return startReader(sink, { ring, clock, wants, after: Math.min(Number(after), ring.last), onEnd: left });
      },
    };
  };
}

const filtered = ['app', 'kind', 'channel', 'event', 'socket', 'user'] as const;

/** [M28] Each field is one of those given, where any are; `news-*` is every channel whose name begins so. */
function readFilter(query: URLSearchParams): Wanted | ApiAnswer {
  const unknown = query.getAll('kind').find((kind) => !recordedKinds.some((known) => known === kind));
  if (unknown !== undefined) return refusedBody(400, `kind: expected one of ${recordedKinds.join(', ')}`);
  const wanted = filtered
    .map((field) => ({ field, values: query.getAll(field) }))
    .filter(({ values }) => values.length > 0);
  return (fact) => wanted.every(({ field, values }) => values.some((value) => isMeant(fact, field, value)));
}

function isMeant(fact: NumberedFact, field: (typeof filtered)[number], value: string): boolean {
  const got = fact[field];
  if (field === 'channel' && value.endsWith('*')) return got?.startsWith(value.slice(0, -1)) === true;
  return got === value;
}
