/** Connections of one app: ours, and what the other nodes have said of theirs. */
export interface ConnectionCounts {
  readonly own: number;
  /** True when the number was not told yet. */
  readonly isNews: boolean;
  /** Those of the other nodes, as far as is known here. */
  readonly elsewhere: number;
  set(count: number): boolean;
  told(): void;
  /** What one other node told. */
  other(holder: string, count: number): void;
  /** `holder, count, holder, count, …`: all that Redis knows. */
  all(flat: readonly string[]): void;
}

export function createConnectionCounts(
  ownHolder: () => string | undefined,
  onElsewhere: (connections: number) => void,
): ConnectionCounts {
  let own = 0;
  let isNews = false;
  let begun = false;
  let others = new Map<string, number>();

  function set(holder: string, count: number): void {
    if (holder === ownHolder() || count === 0) others.delete(holder);
    else others.set(holder, count);
  }

  const elsewhere = (): number => [...others.values()].reduce((all, one) => all + one, 0);

  return {
    get own() {
      return own;
    },
    get elsewhere() {
      return elsewhere();
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
    told() {
      isNews = false;
    },
    other(holder, count) {
      set(holder, count);
      onElsewhere(elsewhere());
    },
    all(flat) {
      others = new Map();
      for (let at = 0; at < flat.length; at += 2) set(flat[at] ?? '', Number(flat[at + 1]));
      onElsewhere(elsewhere());
    },
  };
}
