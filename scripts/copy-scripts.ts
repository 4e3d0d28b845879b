import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The compiler leaves what is not TypeScript behind: the scripts that run inside Redis. */
const from = fileURLToPath(new URL('../src/cluster/redis/lua/', import.meta.url));
const to = fileURLToPath(new URL('../dist/cluster/redis/lua/', import.meta.url));
cpSync(from, to, { recursive: true });
