import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { pages, readPage } from '../support/pages/page-blocks.ts';

const top = new URL('../../', import.meta.url);

t.test('links lead somewhere, and scripts that are named exist', async (t) => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', top), 'utf8')) as {
    scripts: Record<string, string>;
  };
  t.ok(pages.length >= 8, `looked at ${pages.length} pages`);
  let links = 0;
  for (const page of pages) {
    const text = readPage(page);
    const prose = text.replace(/`[^`\n]*`/g, '');
    for (const [, target = ''] of prose.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)) {
      links += 1;
      t.ok(existsSync(new URL(target, new URL(page, top))), `${page}: ${target}`);
    }
    for (const [, name = ''] of text.matchAll(/\bnpm run ([\w:-]+)/g)) t.ok(scripts[name], `${page}: ${name}`);
  }
  t.ok(links >= 15, `followed ${links} links`);
});
