// Loaded in front of a server under test, so that the bench can ask it for its memory after a collection.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Fills the young generation once over: room in it that was never used would be charged to whoever comes next. */
function touch() {
  let last;
  for (let n = 0; n < 1_000_000; n += 1) last = { n, before: n % 1000 === 0 ? undefined : last };
  return last;
}

process.on('message', () => {
  touch();
  for (let turn = 0; turn < 3; turn += 1) collect();
  process.send?.(process.memoryUsage());
});
process.on('disconnect', () => process.exit(0));
process.channel?.unref();
