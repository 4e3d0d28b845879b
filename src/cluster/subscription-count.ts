import type { App } from '../apps/app.ts';
import type { ChannelKind } from '../protocol/channel-name.ts';

/** [S24] [S25] Whether clients and webhooks are told how many are subscribed. */
export const isCounted = ({ settings }: App, { presence, user }: ChannelKind): boolean =>
  settings.subscriptionCount && !presence && !user;

/** [S26] Above so many subscribers, counts are told from time to time only. */
export const crowd = 100;
