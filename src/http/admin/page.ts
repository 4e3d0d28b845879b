import { type ApiAnswer, refusedBody } from '../answer.ts';

/** Which part of a long list is asked for. */
export interface Wanted {
  readonly after: string;
  readonly limit: number;
}

const usual = 100;
const most = 1000;

export function readWanted(query: URLSearchParams): Wanted | ApiAnswer {
  const limit = query.get('limit') ?? String(usual);
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > most)
    return refusedBody(400, `limit: expected a number from 1 to ${most}`);
  return { after: query.get('after') ?? '', limit: Number(limit) };
}

/** [W34] The first of them behind `after`, in the order of their names; without sorting all that there are. */
export function pageOf<T>(all: Iterable<T>, nameOf: (one: T) => string, { after, limit }: Wanted) {
  const page: T[] = [];
  let next: string | null = null;
  const last = (): string => nameOf(page.at(-1) as T);
  for (const one of all) {
    const name = nameOf(one);
    if (name <= after || (page.length === limit && name > last())) {
      if (name > after) next = '';
      continue;
    }
    page.splice(placeOf(page, name, nameOf), 0, one);
    if (page.length <= limit) continue;
    page.pop();
    next = '';
  }
  return { page, next: next === null ? null : last() };
}

/** Where in a list that is in order. */
function placeOf<T>(page: readonly T[], name: string, nameOf: (one: T) => string): number {
  let from = 0;
  let to = page.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (nameOf(page[middle] as T) < name) from = middle + 1;
    else to = middle;
  }
  return from;
}
