/** Reading JSON knows no depth, but writing it does: undefined for what is nested some thousand levels deep. */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
