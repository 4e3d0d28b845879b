/** Connections of one app: ours, and what the other nodes have said of theirs. */
export interface ConnectionCounts {
  readonly own: number;
  /** True when the number was not said yet. */
  readonly isNews: boolean;
  /** Those of the other nodes, as far as is known here. */
  readonly elsewhere: number;
  set(count: number): boolean;
  stated(): void;
  /** What one other node said, or what Redis knows of all of them. */
  others(counts: ReadonlyMap<string, number>, whole: boolean): void;
}

export function createConnectionCounts(
  holder: () => string | undefined,
  told: (elsewhere: number) => void,
): ConnectionCounts {
  let own = 0;
  let isNews = false;
  let begun = false;
  let others = new Map<string, number>();

  const elsewhere = (): number => [...others.values()].reduce((all, one) => all + one, 0);

  return {
    get elsewhere() {
      return elsewhere();
    },
    get own() {
      return own;
    },
    get isNews() {
      return isNews;
    },
    set(count) {
      if (begun && count === own) return false; // none at all is news once: what it says brings what the others have
      begun = true;
      own = count;
      isNews = true;
      return true;
    },
    stated() {
      isNews = false;
    },
    others(counts, whole) {
      if (whole) others = new Map();
      for (const [name, count] of counts) {
        if (name === holder() || count === 0) others.delete(name);
        else others.set(name, count);
      }
      told(elsewhere());
    },
  };
}

/** `name, count, name, count, …` as Redis answers it. */
export function pairs(flat: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (let at = 0; at < flat.length; at += 2) found.set(flat[at] ?? '', Number(flat[at + 1]));
  return found;
}
