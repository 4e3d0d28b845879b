import type { RecordedFact, RecordedKind } from './ports/recorder.ts';
import type { Connection } from './state.ts';

type Details = Partial<Omit<RecordedFact, 'kind' | 'app' | 'socket'>>;

/** What happened to a connection. Not for hot paths. */
export function record({ id, runtime, user }: Connection, kind: RecordedKind, details: Details): void {
  const as = details.user ?? user?.member.userId;
  runtime.recorder?.record({ ...details, kind, app: runtime.app.id, socket: id, user: as });
}

/** Of its own memory: a part of a long text would keep all of it. */
export const ownText = (part: string): string => Buffer.from(part).toString();

/** The name of the event that a frame of ours carries. */
export function eventIn(frame: string): string {
  const end = frame.indexOf('"', start.length);
  const name = frame.slice(start.length, end);
  if (!frame.startsWith(start) || name.includes('\\')) return (JSON.parse(frame) as { event: string }).event;
  return ownText(name);
}

const start = '{"event":"';
