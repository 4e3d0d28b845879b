import { loadConfig } from '../config/load.ts';
import { mask } from '../config/shown.ts';
import { tryOut } from '../prepare.ts';
import type { Command } from './command.ts';
import { warnings } from './warnings.ts';

/** Prints what `start` would run with, or refuses what it would refuse. */
export async function checkConfig({ given }: Command): Promise<number> {
  const told: string[] = [];
  const config = loadConfig(given, (level, text) => {
    if (level === 'warn') told.push(text);
  });
  const { host, development, apps } = (await tryOut(config)).bound;
  for (const line of [...told, ...warnings(config, development)]) console.error(`warning: ${line}`);
  console.log(JSON.stringify({ ...config, host, apps }, mask, 2));
  return 0;
}
