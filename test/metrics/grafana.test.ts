import { readFileSync } from 'node:fs';
import t from 'tap';
import { families } from '../../src/metrics/families.ts';

const known = new Set(
  families.flatMap(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`, name] : [name],
  ),
);
const read = (file: string): string => readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');

t.test('[M2] the board, the alerts and the docs name numbers that there are', async (t) => {
  for (const file of ['grafana/carillon.json', 'grafana/alerts.yaml', 'operating.md']) {
    const names = [...read(file).matchAll(/carillon_\w+/g)].map(([name]) => name);
    t.ok(names.length > 0, file);
    t.same(
      names.filter((name) => !known.has(name)),
      [],
    );
  }
});

t.test('[M2] the board shows every number', async (t) => {
  const board = read('grafana/carillon.json') + read('grafana/alerts.yaml');
  t.same(
    families.filter(({ name }) => !board.includes(name)).map(({ name }) => name),
    [],
  );
});
