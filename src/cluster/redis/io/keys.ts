/** Every name that is used in Redis. Those of an app share its hash tag, so one script may touch them all. */
export interface Names {
  /** The beginning of every key. */
  readonly tag: string;
  topic(feed: string): string;
}

/** Braces would end the tag early, and two apps must not meet. */
export function namesOf(prefix: string, appId: string): Names {
  const tag = `{${prefix}:${appId.replace(/[{}%]/g, encodeURIComponent)}}`;
  return { tag, topic: (feed) => `${tag}:t:${feed}` };
}

/** A user id in a key or field: any text, lone surrogates too, as text that Redis gives back unchanged. */
export const quoted = (userId: string): string => JSON.stringify(userId);
export const unquoted = (text: string): string => JSON.parse(text) as string;

/** What all nodes of an app hear in order. */
export const controlFeed = '%control';
/** How many connections each node has. */
export const nodesFeed = '%nodes';
