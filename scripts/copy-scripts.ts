import { copyFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The compiler leaves what is not TypeScript behind: the scripts that run inside Redis. */
const from = fileURLToPath(new URL('../src/cluster/redis/', import.meta.url));
const to = fileURLToPath(new URL('../dist/cluster/redis/', import.meta.url));
for (const name of readdirSync(from).filter((one) => one.endsWith('.lua'))) copyFileSync(from + name, to + name);
