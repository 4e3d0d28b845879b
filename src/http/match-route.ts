import { percentDecode } from '../protocol/percent-decode.ts';
import { type ApiAnswer, refusedBody, withHeader } from './answer.ts';
import type { RequestHead } from './api.ts';

/** What a path may be asked for, and how. */
export interface Matchable {
  readonly methods: readonly string[];
  readonly path: RegExp;
  /** What it is counted as. */
  readonly endpoint: string;
}

export type Matched<Route> =
  /** With what stood in the groups of the path, percent-decoded. */
  { readonly route: Route; readonly params: readonly string[] } | { readonly refused: ApiAnswer };

const notFound: Matched<never> = { refused: refusedBody(404, 'Not found') };

/** `/apps/:app/events`: each name stands for anything without a slash. */
export const pathPattern = (path: string): RegExp => new RegExp(`^${path.replaceAll(/:\w+/g, '([^/]+)')}$`);

/** Hot path. The first route for this method and path, or which methods the path has. */
export function matchRoute<Route extends Matchable>(
  routes: readonly Route[],
  { method, path = '' }: RequestHead,
): Matched<Route> {
  for (const route of routes) {
    const match = route.methods.includes(method) ? route.path.exec(path) : null;
    if (match !== null) return { route, params: match.slice(1).map(decoded) };
  }
  const allowed = routes.filter((route) => route.path.test(path)).flatMap(({ methods }) => methods);
  if (allowed.length === 0) return notFound;
  const refused = refusedBody(405, `This path expects ${allowed.join(' or ')}`);
  return { refused: withHeader(refused, 'Allow', allowed.join(', ')) };
}

/** A lone % is no legal name and nobody's id: what looks for it refuses it as such. */
const decoded = (text: string): string => percentDecode(text) ?? text;
