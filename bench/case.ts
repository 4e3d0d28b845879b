import type { Loader } from './loader.ts';
import type { Subject } from './subject.ts';

/** What one window measured. The audit's three are in each. */
export type Figures = Readonly<Record<string, number>>;

export interface Target {
  readonly figure: string;
  readonly most: number;
  /** Against the control: divided (the default) or subtracted; `itself`: the figure as it is. */
  readonly as?: 'ratio' | 'difference' | 'itself';
}

export interface Arena {
  readonly subject: Subject;
  readonly ms: number;
  loader(): Loader;
  /** Kept from one subject to the next: what was calibrated with the control holds for all. */
  readonly shared: Map<string, number>;
}

/** Something measured on each subject in turn. */
export interface Case {
  readonly name: string;
  /** The first line of the table for it. */
  readonly main: string;
  readonly targets?: readonly Target[];
  /** Settings of the app, where the defaults will not do. */
  readonly settings?: object;
  /** A new process for every window. */
  readonly fresh?: boolean;
  /** Sets up and answers what measures one window. */
  open(arena: Arena): Promise<() => Promise<Figures>>;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly cases: readonly Case[];
}
