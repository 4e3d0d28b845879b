import t from 'tap';
import { findLines, type Import, readImports, readSources, type Sources, withoutComments } from './support/sources.ts';

/** Each folder (or file at the top), and the only ones it may import besides itself. Read it as the map of the system. */
const mayImport: Record<string, string[]> = {
  protocol: [],
  clock: [],
  lag: ['clock'],
  turns: ['channels'],
  log: ['pretty'],
  pretty: [],
  'error-log': ['channels', 'clock', 'log'],
  histogram: [],
  networks: [],
  slices: ['clock'],
  config: ['protocol'],
  apps: ['protocol'],
  channels: ['protocol', 'apps', 'clock', 'histogram'],
  cluster: ['protocol', 'apps', 'channels', 'clock', 'slices', 'log', 'histogram'],
  webhooks: ['protocol', 'apps', 'channels', 'clock', 'log', 'networks', 'histogram'],
  rooms: ['protocol', 'apps', 'channels', 'clock', 'log'],
  domains: ['protocol', 'rooms'],
  metrics: ['channels', 'histogram'],
  recorder: ['protocol', 'channels', 'clock'],
  http: ['protocol', 'apps', 'channels', 'clock', 'slices', 'log', 'histogram', 'recorder'],
  transport: ['protocol', 'apps', 'channels', 'clock', 'log', 'networks', 'http', 'histogram'],
  prepare: ['config', 'apps', 'channels', 'domains', 'rooms', 'transport'],
  operator: ['apps', 'channels', 'clock', 'config', 'http', 'lag', 'metrics', 'recorder', 'webhooks'],
  server: ['everything'],
  cli: ['protocol', 'config', 'clock', 'log', 'transport', 'prepare', 'server', 'recorder'],
  index: ['everything'],
};

/** Words that belong to one place. */
const belongs: { what: string; words: RegExp; to: RegExp }[] = [
  { what: 'the engine', words: /'uWebSockets\.js'/, to: /^src\/transport\// },
  { what: 'the Redis client', words: /'ioredis'/, to: /^src\/cluster\/redis\// },
  // uws.ts sets one variable that the engine reads when it is loaded.
  { what: 'the environment', words: /\bprocess\.env\b/, to: /^src\/(config\/|transport\/uws\.ts$)/ },
  {
    what: 'time',
    words: /\bset(Timeout|Interval)\(|\bDate\.now\b|\bnew Date\(\)|\bperformance\.|'node:(timers|perf_hooks)/,
    to: /^src\/clock\.ts$/,
  },
  { what: "the process's end", words: /\bprocess\.(exit|exitCode|abort)\b/, to: /^src\/cli\/main\.ts$/ },
  { what: 'the console', words: /\bconsole\./, to: /^src\/(log\.ts$|cli\/)/ },
  {
    what: 'a callback for the engine',
    words:
      /\bapp\s*\.(ws|any|get|post|put|patch|del|options|head|connect|trace|filter|missingServerName)\(|\.(ws|any|onData|onDataV2|onFullData|onWritable|onAborted)\(/,
    to: /^src\/transport\/(guard|exchange)\.ts$/,
  },
];

const folderOf = (file: string): string => file.split('/')[1]?.replace(/\.ts$/, '') ?? '';

function wrongImports(imports: Import[]): string[] {
  return imports
    .filter(({ from, to }) => {
      const folder = folderOf(from);
      const target = folderOf(to);
      const allowed = mayImport[folder] ?? [];
      return to.startsWith('src/') && target !== folder && !allowed.includes('everything') && !allowed.includes(target);
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Types count too: two shapes that mention each other are one, and belong into one file. */
function cycles(imports: Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, way: string[]): void => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (way.includes(file) || done.has(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}

const misplaced = (sources: Sources): string[] =>
  belongs.flatMap(({ what, words, to }) =>
    findLines(sources, words)
      .filter(({ file }) => !to.test(file))
      .map(({ at }) => `${at} uses ${what}`),
  );

/** [uWS frees a request at the first await] so who sees one waits for nothing. */
const waitsWithRequest = (sources: Sources): string[] =>
  [...sources]
    .filter(([file, text]) => file.startsWith('src/transport/') && /(?<![\w-])(request|HttpRequest)\b/.test(text))
    .filter(([, text]) => /\b(async|await)\b/.test(text))
    .map(([file]) => `${file} sees a request and awaits`);

const barrels = (sources: Sources): string[] =>
  [...sources].filter(([, text]) => /^export\b[^;=]*?\bfrom\s+'/m.test(text)).map(([file]) => file);

/** Timers of a test say how long in a number, and that is short; nothing is left out or tried again. */
function sleepsAndSkips(sources: Sources): string[] {
  // The pattern that finds tests left out, or tried again, in all other files; it leaves out none itself.
  const left = /\.(?:skip|only|todo)\b|[{,]\s*(?:skip|only|todo|retry|retries)\s*:/;
  const leftOut = findLines(sources, left).map(({ at }) => `${at} leaves a test out`);
  const slept = [...sources].flatMap(([file, text]) =>
    [...text.matchAll(/(?<!\w)(?:setTimeout|setInterval|sleep|delay)\(/g)]
      .filter((call) => !isShort(argumentsAt(text, call.index + call[0].length)))
      .map((call) => `${file}:${text.slice(0, call.index).split('\n').length} sleeps`),
  );
  return [...leftOut, ...slept];
}

/** The text up to the parenthesis that closes the call. */
function argumentsAt(text: string, start: number): string {
  let depth = 1;
  let end = start;
  for (; end < text.length && depth > 0; end += 1) depth += { '(': 1, ')': -1 }[text[end] ?? ''] ?? 0;
  return text.slice(start, end - 1);
}

function isShort(args: string): boolean {
  const ms = /(?:^|,)\s*([\d_]+)\s*,?\s*$/.exec(args)?.[1];
  return ms !== undefined && Number(ms.replaceAll('_', '')) <= 100;
}

/** Longer than others of src, for a reason. */
const mayBeLonger: Record<string, string> = {
  'src/cluster/redis/io/command-queue.ts': 'one state of few fields that everything in it changes',
  'src/cluster/redis/node/app-node.ts': 'puts all parts of a node together, as server.ts does for all of it',
};

/** The bound of src is narrower: it is read more often than tests are. */
const maxLines = (file: string): number => (file.startsWith('src/') && mayBeLonger[file] === undefined ? 250 : 300);
const long = (sources: Sources): string[] =>
  [...sources].filter(([file, text]) => text.split('\n').length > maxLines(file) + 1).map(([file]) => file);

const src = readSources('src');
const tests = readSources('test');
const imports = readImports(src);
const own = imports.filter(({ to }) => to.startsWith('src/'));

t.test('imports point one way', async (t) => {
  t.ok(src.size >= 60 && own.length >= 150, `looked at ${src.size} files and ${own.length} imports`);
  const folders = new Set([...src.keys()].map(folderOf));
  t.same(
    [...folders].filter((folder) => mayImport[folder] === undefined),
    [],
    'every folder is on the map',
  );
  t.same(
    own.filter(({ to }) => !src.has(to)),
    [],
    'every import was understood',
  );
  t.same(wrongImports(own), []);
});

t.test('no cycles, of types neither, and no barrel but index.ts', async (t) => {
  t.same(cycles(own), []);
  const map = Object.entries(mayImport).flatMap(([from, all]) => all.map((to) => ({ from, to })));
  t.same(cycles(map), [], 'nor on the map');
  t.same(barrels(src), ['src/index.ts']);
});

t.test('what belongs to one place stays there', async (t) => {
  t.same(misplaced(src), []);
  for (const { what, words, to } of belongs) {
    const home = [...src].filter(([file]) => to.test(file));
    const seen = home.some(([, text]) => text.split('\n').some((line) => words.test(line)));
    t.ok(seen || home.length === 0, `${what} was seen at home`);
  }
});

t.test('nothing of the engine is read after an await', async (t) => {
  t.same(waitsWithRequest(src), []);
});

t.test('files are short', async (t) => {
  const all = new Map([...src, ...tests, ...readSources('scripts', 'bench')]);
  for (const printed of ['protocol/types/config.ts', 'protocol/validators.ts', 'config/validator.ts'])
    all.delete(`src/${printed}`);
  t.same(long(all), []);
  for (const file of Object.keys(mayBeLonger)) t.ok(src.has(file), `${file} is there`);
});

t.test('tests do not sleep, and none is left out', async (t) => {
  t.ok(tests.size >= 10, `looked at ${tests.size} files`);
  t.same(sleepsAndSkips(tests), []);
});

t.test('each of these checks finds what it is for', async (t) => {
  const planted = (file: string, text: string): Sources => new Map([[file, withoutComments(text)]]);
  const up = readImports(planted('src/channels/a.ts', "import { listen } from '../transport/listen.ts';"));
  t.same(wrongImports(up), ['src/channels/a.ts imports src/transport/listen.ts']);
  t.same(
    wrongImports(readImports(planted('src/http/a.ts', "const x = await import('../cluster/memory/memory.ts')"))).length,
    1,
  );
  const round = new Map([
    ['src/apps/a.ts', "import './b.ts'"],
    ['src/apps/b.ts', "export type { a } from './a.ts'"],
  ]);
  t.same(cycles(readImports(round)), ['src/apps/a.ts → src/apps/b.ts → src/apps/a.ts']);
  t.same(barrels(round), ['src/apps/b.ts']);
  const lines = [
    "import { App } from 'uWebSockets.js';",
    "import Redis from 'ioredis';",
    'const home = process.env.HOME;',
    'const now = Date.now();',
    'process.exit(1);',
    "console.log('x');",
    "engine.App().any('/*', handler);",
  ];
  for (const line of lines) t.same(misplaced(planted('src/http/a.ts', line)).length, 1, line);
  t.same(misplaced(planted('src/http/a.ts', "// console.log('x')\n/** Date.now() */")), [], 'a comment may say it');
  t.same(misplaced(planted('src/transport/a.ts', 'response.onData(take);')).length, 1);
  const late = 'async function serve(request: HttpRequest) { await body(); request.getUrl(); }';
  t.same(waitsWithRequest(planted('src/transport/a.ts', late)).length, 1);
  t.same(long(planted('src/a.ts', 'x\n'.repeat(251))), ['src/a.ts']);
  t.same(long(planted('test/a.ts', 'x\n'.repeat(301))), ['test/a.ts']);
  t.same(long(planted('test/a.ts', 'x\n'.repeat(300))), []);
  const bad = ['setT|imeout(done, 101)', 'setT|imeout(() => f(1, 2), 1_000)', 'await sl|eep(seconds)', "t.|skip('x')"];
  for (const text of bad) t.same(sleepsAndSkips(planted('test/a.ts', text.replace('|', ''))).length, 1, text);
  t.same(sleepsAndSkips(planted('test/a.ts', 'setT|imeout(() => f(1000), 50)'.replace('|', ''))), []);
});
