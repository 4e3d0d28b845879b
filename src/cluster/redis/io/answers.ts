import type { Result } from './connection.ts';

/** A command that went; 0 is the number of one that takes none. */
interface Sent {
  readonly seq: number;
  readonly isFenced: boolean;
}

/** The highest number that Redis has answered to a holder. It has come back with older data where it knows less. */
export interface Answered {
  readonly holder: string;
  readonly number: number;
}

/** Below every number there is. */
export const nobodyAnswered: Answered = { holder: '', number: -9e15 };

export const isNoScript = (said: Result): boolean =>
  said !== undefined && 'refused' in said && said.refused.startsWith('NOSCRIPT');
export const isLost = (said: Result): boolean => said !== undefined && 'reply' in said && said.reply[0] === 'lost';

/** What the holder was answered after this flight. */
export function answeredBy(sent: readonly Sent[], said: readonly Result[], as: string, before: Answered): Answered {
  let answered = before;
  for (const [index, { seq, isFenced }] of sent.entries()) {
    const result = said[index];
    if (!isFenced || result === undefined || !('reply' in result) || isLost(result)) continue;
    if (answered.holder !== as || seq > answered.number) answered = { holder: as, number: seq };
  }
  return answered;
}

/** Where the last numbered command stands that has run, or has begun to. */
export const lastRun = (sent: readonly Sent[], said: readonly Result[]): number =>
  sent.findLastIndex(({ seq }, index) => {
    const result = said[index];
    return seq > 0 && result !== undefined && !isNoScript(result) && !isLost(result);
  });
