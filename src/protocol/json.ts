/** Whether it is nested more than so many levels. Strings are passed over as they are: what is inside counts for nothing. */
export function isDeeper(json: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const letter = json.charCodeAt(at);
    if (letter === quote) at = endOfString(json, at);
    else if (letter === openArray || letter === openObject) depth += 1;
    else if (letter === closeArray || letter === closeObject) depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

const [quote, backslash, openArray, openObject, closeArray, closeObject] = [34, 92, 91, 123, 93, 125];

/** Where the string that begins here ends; the end of the text where it does not. */
function endOfString(json: string, start: number): number {
  for (let at = start; ; ) {
    at = json.indexOf('"', at + 1);
    if (at < 0) return json.length;
    let escapes = 0;
    while (json.charCodeAt(at - escapes - 1) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
}

/** Reading JSON knows no depth, but writing it does: undefined for what is nested some thousand levels deep. */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** [L30] What is nested deeper is not written again inside something else: writing takes stack. */
const maxLevels = 1000;
export const tooDeep = `expected at most ${maxLevels} levels of nesting`;

const steps = new Map([
  ['{', 1],
  ['[', 1],
  ['}', -1],
  [']', -1],
]);

/** Of valid JSON. */
export function isTooDeep(json: string): boolean {
  if (json.length < 2 * maxLevels) return false; // each level is opened and closed
  let levels = 0;
  let inText = false;
  for (let at = 0; at < json.length && levels <= maxLevels; at += 1) {
    const char = json.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '"') inText = !inText;
    else if (!inText) levels += steps.get(char) ?? 0;
  }
  return levels > maxLevels;
}

/** [R13] A numeric id as text, in the digits it was written with: as doubles, two 64-bit ids may be one and the same. */
export function idText(id: number, key: string, json: string): string {
  if (Number.isSafeInteger(id)) return String(id);
  const written = writtenAt(key, json);
  return written !== undefined && /^-?\d+$/.test(written) ? written : String(id);
}

/** How the value of a key of the object itself is written, if it is neither object nor array. Of one that is there twice, the last. */
function writtenAt(key: string, json: string): string | undefined {
  let written: string | undefined;
  let levels = 0;
  let [name, before] = ['', ''];
  for (const [token] of json.matchAll(/"(?:[^"\\]+|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g)) {
    levels += steps.get(token) ?? 0;
    if (token === ':') name = before;
    else if (levels === 1 && before === ':' && JSON.parse(name) === key) written = token;
    before = token;
  }
  return written;
}
