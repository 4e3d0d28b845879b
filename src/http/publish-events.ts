import { Unavailable } from '../channels/ports/errors.ts';
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
  function refuse(refused: ApiAnswer, why: string): ApiAnswer {
    for (const { name: event, channels } of events)
      for (const channel of channels)
        api.broker.recorder?.record({
          kind: 'publish-refused',
          app: app.id,
          channel,
          event,
          code: refused.status,
          why,
        });
    return refused;
  }

  const wrong = api.broker.wrongForRooms(app, events);
  if (wrong !== undefined) return refuse(refusedBody(400, wrong), wrong);
  const wait = api.broker.waitForEvents(app, events);
  if (wait > 0) {
    const why = `Too many events of this app in a second: expected at most ${app.settings.limits.eventsPerSecond}`;
    return refuse(retryLater(429, why, wait), why);
  }
  const published = api.broker.publish(app, events);
  if (published === undefined) return done();
  return published.then(done, (error: unknown) => {
    // [N14] What the cluster cannot do now, somebody may try again soon.
    if (!(error instanceof Unavailable)) throw error;
    return refuse(retryLater(503, error.message, 1000), error.message);
  });
}
