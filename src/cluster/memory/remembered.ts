import type { Content, HistoryEntry, Remember } from '../../channels/ports/pubsub.ts';
import type { Clock } from '../../clock.ts';
import { createByAge } from './by-age.ts';

/** What an app may have remembered. */
export interface MemoryBounds {
  readonly rememberedBytes: number;
  readonly rememberedEntries: number;
}

/** One event that is remembered in one place. */
interface Kept {
  readonly list: List;
  readonly content: Content;
  readonly timeMs: number;
  readonly ttlMs: number;
  readonly expires: number;
  readonly age: number;
}

/** The last event of a cache channel, or a history: the oldest first. */
interface List {
  readonly name: string;
  readonly home: Map<string, List>;
  readonly kept: Kept[];
}

/** The events of one app that are remembered in this process. */
export interface Remembered {
  /** As the last event of a cache channel. */
  keep(channel: string, content: Content, ttlMs: number): void;
  last(channel: string): { readonly content: Content; readonly ttlMs: number } | undefined;
  /** In histories. */
  remember(entry: Remember): void;
  history(name: string, limit: number, beforeMs: number): readonly HistoryEntry[];
  readonly size: number;
  readonly bytes: number;
  close(): void;
}

/**
 * What is taken besides text: by a thing that is kept, by a list of them, by a content with its two texts. The heap grew by 266
 * bytes for each of 50,000 entries of 5 characters in one history, and by 566 for each that had one to itself, of which 19 were
 * its name.
 */
const keptBytes = 200;
const listBytes = 280;
const contentBytes = 60;

const wide = /[^\0-\xff]/;
/** One character beyond Latin 1 makes all of them two bytes wide. */
export const bytesOf = (text: string): number => (wide.test(text) ? text.length * 2 : text.length);

/** [L32] [L33] Past their bounds the oldest events go, wherever they stand. `forgot`: so many, before their time. */
export function createRemembered(
  clock: Clock,
  bounds: () => MemoryBounds,
  forgot: (howMany: number) => void,
): Remembered {
  const lasts = new Map<string, List>();
  const histories = new Map<string, List>();
  /** In how many places a content stands: its bytes count once. */
  const places = new Map<Content, number>();
  const byAge = createByAge<Kept>(clock, takeAway);
  let bytes = 0;
  let age = 0;

  const bytesOfContent = ({ event, data }: Content): number => contentBytes + bytesOf(event) + bytesOf(data);

  function listIn(home: Map<string, List>, name: string): List {
    const known = home.get(name);
    if (known !== undefined) return known;
    const list: List = { name, home, kept: [] };
    home.set(name, list);
    bytes += listBytes + name.length;
    return list;
  }

  function put(list: List, content: Content, timeMs: number, size: number, ttlMs: number): void {
    age += 1;
    const kept = { list, content, timeMs, ttlMs, expires: clock.now() + ttlMs, age };
    const elsewhere = places.get(content) ?? 0;
    places.set(content, elsewhere + 1);
    bytes += keptBytes + (elsewhere === 0 ? bytesOfContent(content) : 0);
    list.kept.push(kept);
    byAge.add(kept);
    for (const older of list.kept.slice(0, -size)) {
      byAge.delete(older);
      takeAway(older);
    }
    const { rememberedBytes, rememberedEntries } = bounds();
    const gone = byAge.trim(() => bytes > rememberedBytes || byAge.size > rememberedEntries);
    if (gone > 0) forgot(gone);
  }

  function takeAway(kept: Kept): void {
    const { list, content } = kept;
    list.kept.splice(list.kept.indexOf(kept), 1); // the first, unless settings have changed
    const left = (places.get(content) ?? 1) - 1;
    if (left > 0) places.set(content, left);
    else places.delete(content);
    bytes -= keptBytes + (left === 0 ? bytesOfContent(content) : 0);
    if (list.kept.length > 0) return;
    list.home.delete(list.name);
    bytes -= listBytes + list.name.length;
  }

  const good = (list: List | undefined): readonly Kept[] =>
    list?.kept.filter(({ expires }) => expires > clock.now()) ?? [];

  return {
    keep: (channel, content, ttlMs) => put(listIn(lasts, channel), content, clock.now(), 1, ttlMs),
    last(channel) {
      const [kept] = good(lasts.get(channel));
      return kept && { content: kept.content, ttlMs: kept.expires - clock.now() };
    },
    remember({ histories: names, content, timeMs, size, ttlMs }) {
      for (const name of names) {
        const list = listIn(histories, name);
        // Every entry has a time of its own, so that a time can say where a page ends.
        const after = (list.kept.at(-1)?.timeMs ?? 0) + 1;
        put(list, content, Math.max(timeMs, after), size, ttlMs);
      }
    },
    history: (name, limit, beforeMs) =>
      good(histories.get(name))
        .filter(({ timeMs }) => timeMs < beforeMs)
        .slice(-limit)
        .map(({ content, timeMs }) => ({ ...content, timeMs })),
    get size() {
      return byAge.size;
    },
    get bytes() {
      return bytes;
    },
    close: () => byAge.close(),
  };
}
