import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Test } from 'tap';

const executablePath = '/usr/bin/chromium';
/** A name of somebody else that leads here, as one that was rebound does. */
export const elsewhere = 'evil.example';

const switches = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=MAP ${elsewhere} 127.0.0.1`,
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

export interface Tab {
  readonly page: Page;
  /** What the browser complained about. */
  readonly errors: string[];
}

export interface Visitors {
  /** A tab of somebody of their own: no storage is shared. */
  open(url: string, size?: { width: number; height: number }, colorScheme?: 'light' | 'dark'): Promise<Tab>;
}

/** The call page asks each time before it takes these, in headless Chromium a picture and a tone that are made up. */
export const joinCall = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Join with camera and microphone' }).click();

/** Debian's Chromium, ended with the test. */
export async function browse(t: Test): Promise<Visitors> {
  if (!existsSync(executablePath)) throw new Error(`no ${executablePath}: run scripts/system-packages.sh chromium`);
  const browser: Browser = await chromium.launch({ executablePath, args: switches });
  t.teardown(() => browser.close());
  return {
    async open(url, viewport = { width: 1440, height: 900 }, colorScheme = 'light') {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(url);
      return { page, errors };
    },
  };
}
