import type { App } from '../apps/app.ts';
import type { Counts } from '../channels/ports/presence.ts';
import { type ChannelName, kindOf } from '../protocol/channel-name.ts';
import type { ChannelInfo } from '../protocol/types/http-api.ts';
import { type ApiAnswer, refusedBody } from './answer.ts';

const nothing: ReadonlySet<string> = new Set();

/** The attributes of `info`, or the refusal that names one which is not known here. */
export function readInfo(text: string | undefined, known: readonly string[]): ReadonlySet<string> | ApiAnswer {
  if (text === undefined) return nothing;
  const asked = new Set(
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );
  for (const one of asked) {
    if (!known.includes(one))
      return refusedBody(
        400,
        `info should be a comma separated list of attributes out of ${known.join(', ')}; got ${JSON.stringify(one.slice(0, 100))}`,
      );
  }
  return asked;
}

/** [H24] What was asked, as far as the channel and the app have it. */
export function infoOf(app: App, channel: ChannelName, counts: Counts, asked: ReadonlySet<string>): ChannelInfo {
  const info: ChannelInfo = {};
  if (asked.has('user_count') && kindOf(channel).presence) info.user_count = counts.users;
  if (asked.has('subscription_count') && app.settings.subscriptionCount) info.subscription_count = counts.subscriptions;
  return info;
}

export const countAttributes = ['user_count', 'subscription_count'] as const;
