import type { Test } from './tap-report.ts';

export interface Verdict {
  /** Rules that no test proves. */
  readonly unproven: string[];
  /** Titles with a number that no rule has. */
  readonly unknown: string[];
}

const ruleInTitle = /\[([A-Z]\d+)\]/g;
const ruleInSpec = /^\*\*([A-Z]\d+)\*\*/gm;

const rulesOf = (title: string): string[] => [...title.matchAll(ruleInTitle)].map((match) => match[1] ?? '');

export const readRules = (spec: string): string[] => [...spec.matchAll(ruleInSpec)].map((match) => match[1] ?? '');

export const twice = (rules: readonly string[]): string[] =>
  rules.filter((rule, index) => rules.indexOf(rule) !== index);

export function judge(rules: readonly string[], tests: readonly Test[]): Verdict {
  const known = new Set(rules);
  const proven = new Set(tests.filter((test) => test.proves).flatMap((test) => rulesOf(test.title)));
  const strange = tests.filter((test) => rulesOf(test.title).some((rule) => !known.has(rule)));
  return {
    unproven: rules.filter((rule) => !proven.has(rule)),
    unknown: [...new Set(strange.map((test) => test.title))],
  };
}
