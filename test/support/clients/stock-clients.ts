import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Report, Wanted } from './stock-clients-child.ts';

/** Stock pusher-js clients in a process of their own; they tell what happens to them. */
export interface StockClients {
  readonly reports: readonly Report[];
  /** The next state of affairs for which this is so, now or later. */
  until(holds: (reports: readonly Report[]) => boolean): Promise<void>;
}

const child = fileURLToPath(new URL('stock-clients-child.ts', import.meta.url));

export function stockClients(t: Test, wanted: Wanted, env: Record<string, string> = {}): StockClients {
  const process_ = fork(child, [JSON.stringify(wanted)], {
    execArgv: ['--import=tsx'],
    env: { PATH: process.env['PATH'], ...env },
  });
  t.teardown(() => process_.kill('SIGKILL'));
  const reports: Report[] = [];
  const news = new EventTarget();
  process_.on('message', (batch: Report[]) => {
    for (const report of batch) reports.push(report);
    news.dispatchEvent(new Event('more'));
  });
  return {
    reports,
    async until(holds) {
      while (!holds(reports)) {
        if (process_.exitCode !== null) throw new Error(`the clients' process ended with ${process_.exitCode}`);
        await once(news, 'more');
      }
    },
  };
}

export const countOf = (reports: readonly Report[], what: Report['what']): number =>
  reports.reduce((sum, report) => sum + (report.what === what ? 1 : 0), 0);
