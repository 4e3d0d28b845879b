import type { Case, Figures, Target } from '../case.ts';
import type { Measured } from '../measure.ts';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { min: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, max: at(sorted.length - 1) };
}

export interface Line {
  readonly figure: string;
  /** By subject, in the order of the run. */
  readonly subjects: Readonly<Record<string, Spread>>;
  /** The first subject against the control, round by round. */
  readonly ratio?: Spread | undefined;
  readonly difference?: Spread | undefined;
  readonly target?: Target | undefined;
  readonly met?: boolean | undefined;
}

export interface CaseResult {
  readonly scenario: string;
  readonly name: string;
  readonly main: string;
  readonly rounds: number;
  readonly lines: readonly Line[];
  /** Lost, duplicated, reordered and cut off, of all subjects and rounds. */
  readonly wrong: number;
}

const audit = ['lost', 'duplicates', 'reordered', 'closed'];

export function resultOf(scenario: string, one: Case, measured: readonly Measured[]): CaseResult {
  const [first] = measured;
  const names = Object.keys(first?.windows[0] ?? {});
  const lines = names.map((figure) => lineOf(figure, one, measured));
  const all = measured.flatMap(({ windows }) => windows);
  const wrong = all.reduce((sum, figures) => sum + audit.reduce((some, name) => some + (figures[name] ?? 0), 0), 0);
  return { scenario, name: one.name, main: one.main, rounds: first?.windows.length ?? 0, lines, wrong };
}

function lineOf(figure: string, one: Case, measured: readonly Measured[]): Line {
  const values = ({ windows }: Measured): number[] => windows.map((figures: Figures) => figures[figure] ?? Number.NaN);
  const subjects = Object.fromEntries(measured.map((each) => [each.subject, spread(values(each))]));
  const control = measured.find(({ subject }) => subject === 'control');
  const [first] = measured;
  const target = one.targets?.find((each) => each.figure === figure);
  if (first === undefined) return { figure, subjects };
  if (target?.as === 'itself') {
    const own = subjects[first.subject]?.median ?? Number.NaN;
    return { figure, subjects, target, met: own <= target.most };
  }
  if (control === undefined || first === control || audit.includes(figure)) return { figure, subjects };
  const base = values(control);
  const ratio = spread(values(first).map((value, round) => value / (base[round] ?? Number.NaN)));
  const difference = spread(values(first).map((value, round) => value - (base[round] ?? Number.NaN)));
  const got = target?.as === 'difference' ? difference.median : ratio.median;
  return { figure, subjects, ratio, difference, target, met: target === undefined ? undefined : got <= target.most };
}
