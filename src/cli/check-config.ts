import { loadConfig } from '../config/load.ts';
import { mask } from '../config/shown.ts';
import { tryOut } from '../prepare.ts';
import type { Command } from './command.ts';

/** Prints what `start` would run with, or refuses what it would refuse. */
export async function checkConfig({ given }: Command): Promise<number> {
  const config = loadConfig(given);
  const { host, apps } = (await tryOut(config)).bound;
  console.log(JSON.stringify({ ...config, host, apps }, mask, 2));
  return 0;
}
