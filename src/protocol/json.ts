/** Reading JSON knows no depth, but writing it does: undefined for what is nested some thousand levels deep. */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A numeric id as text, in the digits it was written with: as doubles, two 64-bit ids may be one and the same. */
export function idText(id: number, key: string, json: string): string {
  if (Number.isSafeInteger(id)) return String(id);
  const written = new Set<string>();
  for (const [, digits = ''] of json.matchAll(new RegExp(`"${key}"\\s*:\\s*(-?\\d+)(?![\\d.eE])`, 'g')))
    if (Number(digits) === id) written.add(digits);
  const [only = String(id), ...others] = written;
  return others.length === 0 ? only : String(id);
}
