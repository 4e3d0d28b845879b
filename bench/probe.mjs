// Loaded in front of a server under test, so that the bench can ask it for its memory after a collection.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
process.on('message', () => {
  for (let turn = 0; turn < 3; turn += 1) collect();
  process.send?.(process.memoryUsage());
});
process.on('disconnect', () => process.exit(0));
process.channel?.unref();
