import { bind } from '../config/bind.ts';
import { loadConfig } from '../config/load.ts';
import { isAddress, isSecret, maskAddress } from '../config/shown.ts';
import type { Command } from './command.ts';

/** Prints what `start` would run with. */
export function checkConfig({ given }: Command): number {
  const config = loadConfig(given);
  const { host, apps } = bind(config);
  console.log(JSON.stringify({ ...config, host, apps }, mask, 2));
  return 0;
}

const mask = (key: string, value: unknown): unknown =>
  typeof value === 'string' && isAddress(key)
    ? maskAddress(value)
    : isSecret(key) && value !== null
      ? '********'
      : value;
