import type { Clock, Timer } from '../clock.ts';
import type { Window } from './window.ts';

type Publish = (topic: string, frame: string, except: unknown) => void;

/**
 * Frames on their way to topics. The engine writes what is published in one turn to each socket in one go; one by one
 * while nothing is gained by waiting, and in company where it is.
 * - Frames leave in the order they came, those of all topics together.
 * - Whoever is about to change who gets them, or to write to a socket directly, MUST call `flush` first.
 */
export interface Coalescer {
  publish: Publish;
  flush(): void;
  readonly window: Pick<Window, 'ms' | 'merged'>;
}

const maxFrames = 500;
const maxCharacters = 1_000_000;

export function createCoalescer(publish: Publish, clock: Clock, window: Window): Coalescer {
  let topics: string[] = [];
  let waiting: (readonly [frame: string, except: unknown])[] = [];
  let characters = 0;
  let beganAt = 0;
  let timer: Timer | undefined;

  function flush(): void {
    if (waiting.length === 0) return;
    timer?.cancel();
    timer = undefined;
    const leaving = waiting;
    const to = topics;
    waiting = [];
    topics = [];
    characters = 0;
    leaving.forEach(([frame, except], index) => void publish(to[index] ?? '', frame, except));
    window.left(to, clock.now() - beganAt);
  }

  return {
    flush,
    window,
    publish(topic, frame, except) {
      if (waiting.length === 0) {
        const ms = window.opensFor(topic);
        if (ms === 0) return publish(topic, frame, except);
        beganAt = clock.now();
        timer = clock.after(ms, flush);
      }
      topics.push(topic);
      waiting.push([frame, except]);
      characters += frame.length;
      if (waiting.length >= maxFrames || characters > maxCharacters) flush();
    },
  };
}
