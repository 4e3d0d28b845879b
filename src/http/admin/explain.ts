import type { Question } from '../../recorder/find-event.ts';
import { type ApiAnswer, answer, refusedBody } from '../answer.ts';
import type { Operator } from './operator.ts';

/** What is answered where `recorder.facts` is 0. */
export const nothingRecorded = refusedBody(409, 'Nothing is recorded here: set recorder.facts to more than 0');

/** [M24] GET /explain: why an event did or did not arrive. */
export function answerExplain({ explain, apps }: Operator, query: URLSearchParams): ApiAnswer {
  const question = readQuestion(query);
  if ('status' in question) return question;
  if (apps.byId(question.app) === undefined) return refusedBody(404, 'There is no app with this id here');
  return explain === undefined ? nothingRecorded : answer(explain(question));
}

function readQuestion(query: URLSearchParams): Question | ApiAnswer {
  const of = (name: string): string | undefined => query.get(name) ?? undefined;
  const app = of('app');
  const [socket, user, channel, event, at] = [of('socket'), of('user'), of('channel'), of('event'), of('at')];
  if (app === undefined) return refusedBody(400, 'app: expected the id of an app');
  if ((socket === undefined) === (user === undefined)) return refusedBody(400, 'expected either socket or user');
  if (channel === undefined && !/^\d+$/.test(event ?? ''))
    return refusedBody(400, 'channel: expected the name of one, or event to be the number of a fact');
  const time = at === undefined ? undefined : readTime(at);
  if (Number.isNaN(time)) return refusedBody(400, 'at: expected milliseconds since 1970, or an ISO 8601 time');
  return { app, socket, user, channel, event, at: time };
}

const readTime = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));
