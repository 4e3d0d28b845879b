import type { SerialEvent } from './ports/pubsub.ts';

/** What happens on a feed while joins are not answered: kept once, however many wait. */
export interface JoinBuffer {
  events: SerialEvent[];
  /** How many there were before the first of these. */
  before: number;
  /** Of the frames, and a little for each. */
  bytes: number;
}

export const createJoinBuffer = (): JoinBuffer => ({ events: [], before: 0, bytes: 0 });

/** The place of the next one. */
export const positionIn = ({ events, before }: JoinBuffer): number => before + events.length;

export function keep(buffer: JoinBuffer, event: SerialEvent): void {
  buffer.events.push(event);
  buffer.bytes += costOf(event);
}

export const since = ({ events, before }: JoinBuffer, place: number): SerialEvent[] => events.slice(place - before);

/** Nobody wants those before this place any more. Not one by one: what is cut off is worth the walk over what stays. */
export function forgetBefore(buffer: JoinBuffer, place: number): void {
  const gone = place - buffer.before;
  if (gone * 2 < buffer.events.length || gone <= 0) return;
  for (const event of buffer.events.splice(0, gone)) buffer.bytes -= costOf(event);
  buffer.before = place;
}

const costOf = ({ frame }: SerialEvent): number => frame.length + 64;
