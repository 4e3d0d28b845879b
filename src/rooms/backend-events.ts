import type { ChannelEvent } from '../channels/ports/pubsub.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import { idText, isTooDeep, tooDeep } from '../protocol/json.ts';
import type { BackendEvent, Refusal } from './domain.ts';
import { invalid, readObject, validatorsOf } from './payload.ts';
import { attempt, broken, contained, type RoomContext, remembering, stepOf, viewRoom } from './room-context.ts';
import { openDoc } from './room-doc.ts';

type Listed = BackendEvent<unknown, unknown>;

/** The backend event, if it means something on channels of this pattern. */
function listedEvent({ match: { domain, id, pattern } }: RoomContext, name: string): Listed | undefined {
  if (id === undefined) return undefined;
  const found: Listed | undefined = Object.hasOwn(domain.backendEvents, name) ? domain.backendEvents[name] : undefined;
  return found?.on === undefined || found.on.includes(pattern) ? found : undefined;
}

/** What is wrong with it; undefined: nothing, or the domain does not list it. */
export function check(context: RoomContext, name: string, text: string): string | undefined {
  const { domain, id = '' } = context.match;
  const listed = listedEvent(context, name);
  const validate = validatorsOf(domain).backendEvents.get(name);
  if (listed === undefined || validate === undefined) return undefined;
  const data = readObject(text);
  if (data === undefined) return `${name}: data expects a JSON object`;
  if (isTooDeep(text)) return `${name}: data ${tooDeep}`;
  if (!validate(data)) return `${name}: ${invalid(validate).message}`;
  const key = listed.roomKey;
  if (key === undefined || idOf(data[key], key, text) === id) return undefined;
  return `${name}: ${key} expects the room's own id, ${JSON.stringify(id)}`;
}

const idOf = (value: unknown, key: string, json: string): string =>
  typeof value === 'number' ? idText(value, key, json) : String(value);

/** As the application sent it, byte for byte; what it changes in the room is one commit with it. */
export async function publish(
  context: RoomContext,
  name: string,
  text: string,
  event: ChannelEvent,
  channels: readonly ChannelName[],
): Promise<void> {
  const { app, cluster, clock, match } = context;
  const listed = listedEvent(context, name);
  const now = clock.now();
  const remember = listed?.remember === true ? remembering(context, name, text, now) : undefined;
  const forward = forwarded(context, listed, name, text, event).filter(({ channel }) => !channels.includes(channel));
  const told: ChannelEvent[] = [{ ...event, remember }, ...forward];
  const run = listed?.run;
  if (run === undefined) return cluster.publish(app, told);
  const done = await context.host().run<Refusal>((stored) => {
    const tried = contained(context, name, () => {
      const doc = openDoc(match.domain, match.id ?? '', stored, now);
      const step = stepOf(run(doc.data, readObject(text) ?? {}, now, viewRoom(context, doc)));
      return attempt(context, step, doc, { userId: undefined, socketId: undefined, now });
    });
    if ('refuse' in tried) return { answer: tried };
    return 'answer' in tried ? tried : { commit: { ...tried.commit, events: [...told, ...tried.commit.events] } };
  });
  if (!('answer' in done)) return;
  // The application has said it, and its members hear it; only the room's state stays as it was.
  if (done.answer !== broken)
    context.onError('rooms', `${match.domain.name} ${name}`, new Error(done.answer.message), { app: context.app.id });
  await cluster.publish(app, told);
}

function forwarded(
  { match: { pattern, id = '' } }: RoomContext,
  listed: Listed | undefined,
  name: string,
  text: string,
  { except }: ChannelEvent,
): ChannelEvent[] {
  if (listed?.forward?.from !== pattern) return [];
  const channel = listed.forward.to(id) as ChannelName;
  return [{ channel, frame: encode.event(name, channel, text), except }];
}
