import type { AppList } from '../apps/app-list.ts';
import type { RecordedFact } from '../channels/ports/recorder.ts';
import type { ApiAnswer } from './answer.ts';
import type { RequestHead } from './api.ts';

/** [M20] A request that was refused, as it is recorded: without its query, which is signed. */
export function refusedRequest(
  apps: Pick<AppList, 'byId'>,
  { method, path = '' }: RequestHead,
  { status, body }: ApiAnswer,
): RecordedFact {
  const appId = /^\/apps\/([^/]+)/.exec(path)?.[1] ?? '';
  const app = apps.byId(appId)?.id ?? '';
  return { kind: 'request-refused', app, path: `${method} ${path}`, code: status, why: errorIn(String(body)) };
}

function errorIn(body: string): string {
  try {
    return (JSON.parse(body) as { error?: string }).error ?? '';
  } catch {
    return ''; // a page for people
  }
}
