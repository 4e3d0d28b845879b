import type { App } from '../apps/app.ts';
import type { ChannelName } from '../protocol/channel-name.ts';
import type { Content, Remember } from './ports/pubsub.ts';

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `7d`, `90s`. The configuration's schema has checked the form. */
const milliseconds = (text: string): number => Number.parseInt(text, 10) * (units[text.at(-1) ?? ''] ?? 1000);

/** Where an ordinary channel's event is remembered: under the channel's own name, if a pattern of the app has it. */
export function historyOf(app: App, channel: ChannelName, content: Content, now: () => number): Remember | undefined {
  const { history } = app.settings;
  for (const pattern in history) {
    const matches = pattern.endsWith('*') ? channel.startsWith(pattern.slice(0, -1)) : channel === pattern;
    const kept = history[pattern];
    if (!matches || kept === undefined) continue;
    return { histories: [channel], content, timeMs: now(), size: kept.size, ttlMs: milliseconds(kept.ttl) };
  }
  return undefined;
}
