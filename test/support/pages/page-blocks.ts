import { readdirSync, readFileSync } from 'node:fs';

/** A piece of code in a page. */
export interface Block {
  readonly page: string;
  /** Of its first line, from 1. */
  readonly line: number;
  /** `js`, `sh` …; empty where nothing names it, as in one that is only indented. */
  readonly language: string;
  readonly text: string;
  /** What a comment right before it says: `not run: why`, or `run by test/….test.ts`. */
  readonly marker: string | undefined;
}

const top = new URL('../../../', import.meta.url);

export const readPage = (page: string): string => readFileSync(new URL(page, top), 'utf8');

/** Every page for people. */
export const pages: readonly string[] = [
  ...readdirSync(top).filter((name) => name.endsWith('.md')),
  'bench/README.md',
  'protocol/SPEC.md',
  ...readdirSync(new URL('docs/', top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const fence = /^ {0,3}(`{3,}|~{3,})(\S*)/;
const indented = /^(?: {4}|\t)/;

/** The fenced blocks of a page, and those that are one as they are indented. */
export function blocksOf(page: string, text = readPage(page)): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, mark, language = ''] = fence.exec(lines[at] ?? '') ?? [];
    const end = mark === undefined ? endOfIndented(lines, at) : lines.indexOf(mark, at + 1);
    if (end < 0) continue;
    const from = mark === undefined ? at : at + 1;
    const code = lines.slice(from, end).map((line) => (mark === undefined ? line.replace(indented, '') : line));
    const marker = /^<!-- (.*) -->$/.exec(lines[at - 1] ?? '')?.[1];
    blocks.push({ page, line: from + 1, language, text: `${code.join('\n')}\n`, marker });
    at = end;
  }
  return blocks;
}

/** Behind a blank line, and not what goes on with an item of a list; -1: none begins here. */
function endOfIndented(lines: readonly string[], at: number): number {
  if (!indented.test(lines[at] ?? '') || (lines[at - 1] ?? '').trim() !== '') return -1;
  const before = lines.slice(0, at).findLast((line) => /^\S/.test(line)) ?? '';
  if (/^([-*+]|\d+\.) /.test(before)) return -1;
  const rest = lines.slice(at).findIndex((line) => line !== '' && !indented.test(line));
  return rest < 0 ? lines.length : at + rest;
}
