/** Hot path. The text that a URL escapes; undefined where a `%` stands for nothing, and each caller knows what that means. */
export function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
