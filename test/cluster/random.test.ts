import t from 'tap';
import { walk } from '../support/random/cluster-walk.ts';

/** More of them by hand, and one seed alone: 20,000 steps take four minutes. */
const { CARILLON_TEST_STEPS: steps = '1000', CARILLON_TEST_SEED: seed } = process.env;
const seeds = seed === undefined ? [1, 2, 3, 4, 5] : [Number(seed)];

for (const one of seeds)
  t.test(
    `[N12] [N13] [N20] [N21] [N26] [N27] [N34] ${steps} steps of nodes and of Redis in trouble, seed ${one}`,
    { timeout: 60_000 + 100 * Number(steps) },
    async (t) => {
      t.comment(await walk(t, one, Number(steps)));
      t.pass('all that was told is as it was');
    },
  );
t.setTimeout(0);
