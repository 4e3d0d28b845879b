import type { AppEvent } from '../channels/publish.ts';
import { type ApiAnswer, refusedBody, retryLater } from './answer.ts';
import type { Call } from './api.ts';

/** Publishes all of them, and settles when the cluster has taken them; or none, and answers why. */
export function publishEvents({ api, app }: Call, events: readonly AppEvent[]): ApiAnswer | Promise<void> {
  const wrong = api.broker.wrongForRooms(app, events);
  if (wrong !== undefined) return refusedBody(400, wrong);
  const wait = api.broker.waitForEvents(app, events.length);
  if (wait > 0)
    return retryLater(
      429,
      `Too many events of this app in a second: wants at most ${app.settings.limits.eventsPerSecond}`,
      wait,
    );
  return api.broker.publish(app, events);
}
