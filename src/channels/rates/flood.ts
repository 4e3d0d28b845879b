import type { Connection } from '../state.ts';

/** What is said is counted in thousandths of a message: what leaks out in a millisecond is a whole number of them. */
const message = 1000;

/** A control frame: the engine answers a ping before anybody is asked, and nobody needs many. */
export const controlCost = 10;

/** What a message of this length counts for. */
export const costOf = (length: number): number => 1 + (length >> 9);

/**
 * [L42] A bucket of a second's worth. Counts a message of this cost, when the one before came so many ms ago; answers
 * whether that is more than the connection may say.
 * Hot path: whole numbers, and nothing is made.
 */
export function overflows(connection: Connection, ms: number, cost: number): boolean {
  const { messagesPerSecond } = connection.runtime.app.settings.limits;
  if (messagesPerSecond === 0) {
    connection.said = 0;
    return false;
  }
  const room = messagesPerSecond * message;
  const left = connection.said - ms * messagesPerSecond;
  connection.said = Math.max(left, 0) + Math.min(message * cost, room);
  return connection.said > room;
}

/** Whether it said more than ten at once. */
export const isEager = ({ said }: Connection): boolean => said > 10 * message;

/** [L44] Whether it said so much at once that others go first. A page that loads says less. */
export const isHasty = ({ said }: Connection): boolean => said > 100 * message;

/** An answer that says what was wrong costs as much as the message. */
export function countRefusal(connection: Connection): void {
  connection.said += message;
}
