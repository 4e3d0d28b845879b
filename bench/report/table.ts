import type { CaseResult, Line, Spread } from './stats.ts';

const digits = (value: number): string => {
  if (Number.isNaN(value)) return '–';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
};

const range = (values: Spread | undefined): string =>
  values === undefined ? '' : `${digits(values.min)} / ${digits(values.median)} / ${digits(values.max)}`;

const wanted = ({ target }: Line): string =>
  target === undefined ? '' : `${target.as === 'difference' ? '+' : '≤ '}${target.most}`;

const isQuiet = ({ figure, subjects }: Line): boolean =>
  ['lost', 'duplicates', 'reordered', 'closed'].includes(figure) &&
  Object.values(subjects).every(({ max }) => max === 0);

/** min / median / max of each subject, for a terminal. */
export function caseText({ scenario, name, rounds, lines, wrong }: CaseResult): string {
  const shown = lines
    .filter((line) => !isQuiet(line))
    .map((line) => {
      const subjects = Object.entries(line.subjects).map(([subject, values]) => `${subject} ${range(values)}`);
      const ratio = line.ratio === undefined ? '' : `  ÷ ${range(line.ratio)}`;
      const met = line.met === undefined ? '' : `  target ${wanted(line)}: ${line.met ? 'met' : 'MISSED'}`;
      return `  ${line.figure.padEnd(16)} ${subjects.join('  |  ')}${ratio}${met}`;
    });
  const end = wrong === 0 ? 'nothing lost, doubled or out of order' : `${wrong} lost, doubled, out of order or cut off`;
  return `${scenario}: ${name} (${rounds} rounds; min / median / max; ÷ the control)\n${shown.join('\n')}\n  ${end}\n`;
}

/** A row a target, and one for each case's own figure, for the README. */
export function markdown(results: readonly CaseResult[]): string {
  const rows = results.flatMap((result) =>
    result.lines
      .filter((line) => line.figure === result.main || line.target !== undefined)
      .map((line) => `| ${cellsOf(result, line).join(' | ')} |`),
  );
  return [
    '| case | figure | broker | control | against it | target | met | wrong |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function cellsOf({ scenario, name, wrong }: CaseResult, line: Line): string[] {
  const { broker, control, target } = line.subjects;
  const against = line.target?.as === 'difference' ? line.difference : line.ratio;
  const met = line.met === undefined ? '' : line.met ? 'yes' : '**no**';
  const figures = [range(broker ?? target), range(control), range(against)];
  return [`${scenario}: ${name}`, line.figure, ...figures, wanted(line), met, String(wrong)];
}
