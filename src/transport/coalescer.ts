import type { Clock, Timer } from '../clock.ts';

export interface Coalescing {
  /** The longest that a frame may wait for others; 0: none does. */
  readonly budgetMs: number;
  /** How busy the process has to be before any frame waits. */
  readonly utilisation: number;
}

type Publish = (topic: string, frame: string, except: unknown) => void;

/**
 * Frames on their way to topics. The engine writes what is published in one turn to each socket in one go; one by one
 * while there is time for it, and in company once the process is busy.
 * - Frames leave in the order they came, those of all topics together.
 * - Whoever is about to change who gets them, or to write to a socket directly, MUST call `flush` first.
 */
export interface Coalescer {
  publish: Publish;
  flush(): void;
}

const maxFrames = 500;
const maxCharacters = 1_000_000;
/** How often the process is asked how busy it is. */
const measureMs = 100;
/** So much busier than the bound, the whole budget is used. */
const ramp = 0.1;

export function createCoalescer(
  publish: Publish,
  clock: Clock,
  busy: () => number,
  settings: () => Coalescing,
): Coalescer {
  let waiting: (readonly [topic: string, frame: string, except: unknown])[] = [];
  let characters = 0;
  let timer: Timer | undefined;
  let measuredAt = clock.now();
  let windowMs = 0;
  let frames = 0;
  let turns = 0;

  /** How busy the process would be if no frame waited. At most twice as busy as it is, so that a window never keeps itself open. */
  function unmerged(): number {
    const perTurn = turns === 0 ? 1 : frames / turns;
    frames = 0;
    turns = 0;
    return busy() * Math.min(perTurn, 2);
  }

  /** How long the next frame may wait. */
  function openWindow(): number {
    const { budgetMs, utilisation } = settings();
    if (budgetMs === 0) return 0;
    const now = clock.now();
    if (now - measuredAt < measureMs) return windowMs;
    measuredAt = now;
    windowMs = budgetMs * Math.min(1, Math.max(0, (unmerged() - utilisation) / ramp));
    return windowMs;
  }

  function flush(): void {
    if (waiting.length === 0) return;
    timer?.cancel();
    timer = undefined;
    const leaving = waiting;
    waiting = [];
    characters = 0;
    for (const [topic, frame, except] of leaving) publish(topic, frame, except);
  }

  return {
    flush,
    publish(topic, frame, except) {
      frames += 1;
      if (waiting.length === 0) {
        const ms = Math.round(openWindow());
        turns += 1;
        if (ms === 0) return publish(topic, frame, except);
        timer = clock.after(ms, flush);
      }
      waiting.push([topic, frame, except]);
      characters += frame.length;
      if (waiting.length >= maxFrames || characters > maxCharacters) flush();
    },
  };
}
