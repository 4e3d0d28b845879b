import type { Scenario } from './case.ts';
import { fanOut } from './scenarios/fan-out.ts';

export const scenarios: readonly Scenario[] = [fanOut];
