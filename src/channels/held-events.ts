import type { SerialEvent } from './ports.ts';

/** What happens on a feed while joins are not answered: kept once, however many wait. */
export interface HeldEvents {
  events: SerialEvent[];
  /** How many there were before the first of these. */
  before: number;
  /** Of the frames, and a little for each. */
  bytes: number;
}

export const holdEvents = (): HeldEvents => ({ events: [], before: 0, bytes: 0 });

/** The place of the next one. */
export const placeIn = ({ events, before }: HeldEvents): number => before + events.length;

export function keep(held: HeldEvents, event: SerialEvent): void {
  held.events.push(event);
  held.bytes += costOf(event);
}

export const since = ({ events, before }: HeldEvents, place: number): SerialEvent[] => events.slice(place - before);

/** Nobody wants those before this place any more. Not one by one: what is cut off is worth the walk over what stays. */
export function forgetBefore(held: HeldEvents, place: number): void {
  const gone = place - held.before;
  if (gone * 2 < held.events.length || gone <= 0) return;
  for (const event of held.events.splice(0, gone)) held.bytes -= costOf(event);
  held.before = place;
}

const costOf = ({ frame }: SerialEvent): number => frame.length + 64;
