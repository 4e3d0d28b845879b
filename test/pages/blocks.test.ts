import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { type Block, blocksOf, pages } from '../support/pages/page-blocks.ts';
import { domains } from './domains.ts';
import { laravel } from './laravel.ts';
import { readme } from './readme.ts';
import type { Run } from './run.ts';
import { webhooks } from './webhooks.ts';

/** What a block is known by, and what runs it. A block without is marked in its page, with the reason. */
const runs: Record<string, readonly Run[]> = {
  'README.md': readme,
  'docs/domains.md': domains,
  'docs/laravel.md': laravel,
  'docs/webhooks.md': webhooks,
};

const runsOf = ({ page, text }: Block): readonly Run[] =>
  (runs[page] ?? []).filter(({ holds }) => text.includes(holds));

/** What is wrong with how a block is looked after; undefined: nothing. */
function unattended(block: Block): string | undefined {
  const { page, line, marker } = block;
  const howOften = runsOf(block).length;
  const [, file] = /^run by (test\/\S+\.test\.ts)$/.exec(marker ?? '') ?? [];
  if (file !== undefined && !(existsSync(file) && readFileSync(file, 'utf8').includes(page)))
    return `${page}:${line}: ${file} does not read it`;
  if (marker === undefined || file !== undefined || /^not run: ./.test(marker)) {
    if (howOften === (marker === undefined ? 1 : 0)) return undefined;
  }
  return `${page}:${line}: ${howOften} tests run it; expected one, or a marker that says why not`;
}

t.test('every block of every page is run, or says why not', async (t) => {
  const blocks = pages.flatMap((page) => blocksOf(page));
  t.ok(blocks.length >= 25, `found ${blocks.length}`);
  t.same(blocks.map(unattended).filter(Boolean), []);
  for (const [page, known] of Object.entries(runs))
    for (const run of known)
      t.equal(blocks.filter((block) => block.page === page && runsOf(block).includes(run)).length, 1, run.holds);
});

t.test('a block that is new is found, however it is written', async (t) => {
  const page = 'README.md';
  const text =
    '# A\n\n```sh\na\n```\n\n    b\n\n    c\n\n- item\n\n    more of it\n\n~~~\nd\n~~~\n<!-- not run: x -->\n```js\ne\n```\n';
  const found = blocksOf(page, text);
  t.same(
    found.map(({ line, language, text, marker }) => [line, language, text, marker]),
    [
      [4, 'sh', 'a\n', undefined],
      [7, '', 'b\n\nc\n\n', undefined],
      [16, '', 'd\n', undefined],
      [20, 'js', 'e\n', 'not run: x'],
    ],
  );
  t.same(
    found.map((block) => unattended(block) !== undefined),
    [true, true, true, false],
  );
});

for (const [page, known] of Object.entries(runs)) {
  for (const run of known) {
    const block = blocksOf(page).find(({ text }) => text.includes(run.holds));
    if (block !== undefined) t.test(`${page}: ${run.holds}`, (t) => run.run(t, block.text));
  }
}
