import type { AppEvent } from '../channels/publish.ts';
import { type ApiAnswer, answer, refusedBody, retryLater } from './answer.ts';
import type { Call } from './api.ts';

const empty = answer({});
/** [H24] Nothing was asked about the channels. */
export const answerNothing = (): ApiAnswer => empty;

/** Publishes all of them, and says so when the cluster has taken them; or none, and answers why. */
export function publishEvents(
  { api, app }: Call,
  events: readonly AppEvent[],
  done: () => ApiAnswer | Promise<ApiAnswer>,
): ApiAnswer | Promise<ApiAnswer> {
  const wrong = api.broker.wrongForRooms(app, events);
  if (wrong !== undefined) return refusedBody(400, wrong);
  const wait = api.broker.waitForEvents(app, events);
  if (wait > 0)
    return retryLater(
      429,
      `Too many events of this app in a second: expected at most ${app.settings.limits.eventsPerSecond}`,
      wait,
    );
  const published = api.broker.publish(app, events);
  return published === undefined ? done() : published.then(done);
}
