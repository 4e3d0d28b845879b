import { createRequire } from 'node:module';

/** [L24] The engine does not load on this machine. Its message is one sentence for the operator. */
export class NoEngine extends Error {}

const { engines } = createRequire(import.meta.url)('../../package.json') as { engines: { node: string } };

/** The engine's own words say the same of a binary that is missing and of one that the system cannot load. */
export function noEngine(
  why: string,
  { version, platform, arch }: Pick<NodeJS.Process, 'version' | 'platform' | 'arch'>,
) {
  const here = `Node ${version} on ${platform} ${arch}`;
  if (/Cannot find module '\.\/uws_/.test(why))
    return new NoEngine(`the engine has no binary for ${here}; expected Node ${engines.node.replaceAll('||', 'or')}.`);
  const old = /version `(GLIBC_[\d.]+)' not found/.exec(why)?.[1]?.replace('GLIBC_', 'glibc ');
  if (old !== undefined)
    return new NoEngine(`the engine's binary for ${here} needs ${old} or later; take Node 20, or a newer system.`);
  return new NoEngine(`the engine's binary for ${here} does not load: ${why.trim().split('\n').at(-1)}`);
}
