import { bind } from '../config/bind.ts';
import { ConfigError } from '../config/check.ts';
import { loadConfig } from '../config/load.ts';
import { reachable } from './address.ts';
import type { Command } from './command.ts';
import { UsageError } from './command.ts';

/** Each message is one sentence for the operator. */
export class NotReached extends Error {}
export class NoPermission extends Error {}
export class Refused extends Error {}

/** The operator's port of the server that these settings start. */
export interface OperatorPort {
  /** `path` below the app that is meant. */
  ask<T>(method: 'GET' | 'POST', path: string, query?: Record<string, string | undefined>): Promise<T>;
  /** Of the whole node. */
  askNode<T>(path: string): Promise<T>;
}

/** [W36] */
export function operatorPort({ given, own }: Command): OperatorPort {
  const { admin, apps } = bind(loadConfig(given));
  if (admin === undefined)
    throw new ConfigError("the operator's port is off: set admin.token as the server has it (CARILLON_ADMIN_TOKEN).");
  const appId = own.app ?? apps[0]?.id;
  const base = `http://${reachable(admin.host)}:${admin.port}`;
  const headers: Record<string, string> = admin.token === undefined ? {} : { Authorization: `Bearer ${admin.token}` };

  async function send<T>(method: string, path: string): Promise<T> {
    const answer = await fetch(`${base}${path}`, { method, headers, signal: AbortSignal.timeout(10_000) }).catch(
      (error: unknown) => {
        throw new NotReached(
          `no server answers on ${base} (${causeOf(error)}); say where with --admin-host and --admin-port.`,
        );
      },
    );
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as T;
    if (answer.status === 401 || answer.status === 403)
      throw new NoPermission(`${base} does not take us for the operator: set admin.token as the server has it.`);
    throw new Refused(`${base} answered ${answer.status}: ${messageOf(text)}`);
  }

  return {
    askNode: (path) => send('GET', path),
    ask(method, path, query = {}) {
      if (appId === undefined) throw new UsageError('no app is configured: say which with --app.');
      const said = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
      return send(method, `/apps/${encodeURIComponent(appId)}${path}?${new URLSearchParams(said)}`);
    },
  };
}

/** Page after page, until there is no next one. */
export async function* pagesOf<T extends { readonly next: string | null }>(
  port: OperatorPort,
  path: string,
  query: Record<string, string | undefined>,
): AsyncGenerator<T> {
  let after: string | undefined;
  do {
    const page: T = await port.ask<T>('GET', path, { ...query, limit: '1000', after });
    yield page;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

function causeOf(error: unknown): string {
  const { code, cause, message } = error as { code?: unknown; cause?: { code?: string }; message: string };
  return cause?.code ?? (typeof code === 'string' ? code : message);
}

function messageOf(text: string): string {
  try {
    return String((JSON.parse(text) as { error?: unknown }).error ?? text);
  } catch {
    return text.slice(0, 200);
  }
}
