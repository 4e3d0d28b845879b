import type { App } from '../apps/app.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../protocol/types/config.ts';
import { createAddressGuard } from './address-guard.ts';
import { createHttpClient } from './http-client.ts';
import { createResolve } from './resolve.ts';
import { createWebhooks, type WebhookParts, type Webhooks } from './webhooks.ts';

export interface StartParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly warn: WebhookParts['warn'];
  readonly onStep?: WebhookParts['onStep'];
  readonly settings: Config['webhooks'];
  readonly privateAddresses: boolean;
  readonly apps: Iterable<App>;
}

/** Webhooks over HTTP, from settings in seconds. */
export function startWebhooks({ clock, random, warn, onStep, settings, privateAddresses, apps }: StartParts): Webhooks {
  const guard = createAddressGuard(privateAddresses);
  const poster = createHttpClient(clock, settings.timeout * 1000, guard, createResolve(clock));
  const { post } = poster;
  const inMs = {
    ...settings,
    retryForMs: settings.retryFor * 1000,
    firstPauseMs: settings.firstPause * 1000,
    batchDelayMs: settings.batchDelay * 1000,
    stopTimeMs: settings.stopTime * 1000,
  };
  const webhooks = createWebhooks({ clock, random, warn, onStep, post, settings: inMs }, apps);
  return {
    ...webhooks,
    async close() {
      await webhooks.close();
      poster.close();
    },
  };
}
