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
  /** The same, of the app that is meant. */
  askAbout<T>(path: string, query: Query): Promise<T>;
  /** What a path of the node goes on telling, in pieces of text. */
  listen(path: string, query: Query): AsyncGenerator<string>;
}

type Query = Record<string, string | readonly string[] | undefined>;

/** [W36] */
export function operatorPort({ given, own }: Command): OperatorPort {
  const { admin, apps } = bind(loadConfig(given));
  if (admin === undefined)
    throw new ConfigError("the operator's port is off: set admin.token as the server has it (CARILLON_ADMIN_TOKEN).");
  const appId = own.app ?? apps[0]?.id;
  const base = `http://${reachable(admin.host)}:${admin.port}`;
  const headers: Record<string, string> = admin.token === undefined ? {} : { Authorization: `Bearer ${admin.token}` };

  /** An answer that is none of a refusal. */
  async function get(path: string, more: RequestInit): Promise<Response> {
    const answer = await fetch(`${base}${path}`, { headers, ...more }).catch((error: unknown) => {
      throw new NotReached(
        `no server answers on ${base} (${causeOf(error)}); say where with --admin-host and --admin-port.`,
      );
    });
    if (answer.ok) return answer;
    const text = await answer.text();
    if (answer.status === 401 || answer.status === 403)
      throw new NoPermission(`${base} does not take us for the operator: set admin.token as the server has it.`);
    throw new Refused(`${base} answered ${answer.status}: ${messageOf(text)}`);
  }

  const send = async <T>(method: string, path: string): Promise<T> =>
    (await get(path, { method, signal: AbortSignal.timeout(10_000) })).json() as Promise<T>;

  function meant(): string {
    if (appId === undefined) throw new UsageError('no app is configured: say which with --app.');
    return appId;
  }

  return {
    askNode: (path) => send('GET', path),
    ask(method, path, query = {}) {
      return send(method, `/apps/${encodeURIComponent(meant())}${path}?${queryOf(query)}`);
    },
    askAbout: (path, query) => send('GET', `${path}?${queryOf({ app: meant(), ...query })}`),
    async *listen(path, query) {
      const { body } = await get(`${path}?${queryOf(query)}`, {});
      try {
        for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) yield text;
      } catch {
        // as if it had ended: what it was cut off by does not matter to who listens
      }
      throw new NotReached(`the server on ${base} has closed the connection.`);
    },
  };
}

const queryOf = (query: Query): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value].flat().flatMap((one): [string, string][] => (one === undefined ? [] : [[name, one]])),
    ),
  ).toString();

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
