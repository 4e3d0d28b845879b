/**
 * What every benched event carries: `#NNNNNNNNNN:SSSSSSSS:TTTTTTTTTTTTTTTT`, the number within its stream, the stream
 * (channel × lane), and when it was published. Fixed places, so that a receiver reads it without parsing JSON.
 */
const hash = 0x23;

export function stampedData(number: number, stream: number, micros: number, bytes: number): string {
  const stamp = `{"n":"#${pad(number, 10)}:${pad(stream, 8)}:${pad(Math.round(micros), 16)}","pad":"`;
  return `${stamp}${'x'.repeat(Math.max(0, bytes - stamp.length - 2))}"}`;
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

export interface Stamp {
  number: number;
  stream: number;
  micros: number;
}

let lastOffset = 0;

/** Fills `into`; false for a frame that carries no stamp. */
export function readStamp(bytes: Buffer, start: number, end: number, into: Stamp): boolean {
  let at = start + lastOffset;
  if (at >= end || bytes[at] !== hash) {
    at = bytes.subarray(start, end).indexOf(hash);
    if (at < 0) return false;
    lastOffset = at;
    at += start;
  }
  if (end - at < 37) return false;
  into.number = digits(bytes, at + 1, 10);
  into.stream = digits(bytes, at + 12, 8);
  into.micros = digits(bytes, at + 21, 16);
  return true;
}

function digits(bytes: Buffer, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at += 1) value = value * 10 + (bytes[at] ?? 0) - 48;
  return value;
}
