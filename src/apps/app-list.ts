import type { App } from './app.ts';

/** The apps of this server, by id (HTTP) and by key (WebSocket). Replaced as a whole on reload. */
export interface AppList {
  byId(id: string): App | undefined;
  byKey(key: string): App | undefined;
  all(): Iterable<App>;
  replace(apps: readonly App[]): void;
}

export function createAppList(apps: readonly App[]): AppList {
  let ids = new Map<string, App>();
  let keys = new Map<string, App>();
  const list: AppList = {
    byId: (id) => ids.get(id),
    byKey: (key) => keys.get(key),
    all: () => ids.values(),
    replace(next) {
      ids = new Map(next.map((app) => [app.id, app]));
      keys = new Map(next.flatMap((app) => [...app.secrets.keys()].map((key): [string, App] => [key, app])));
    },
  };
  list.replace(apps);
  return list;
}
