import { type App, createApp } from './apps/app.ts';
import type { Bounds } from './channels/bounds.ts';
import { type Bound, bind } from './config/bind.ts';
import { type CertificateFiles, readCertificate } from './config/certificate.ts';
import { type AppConfig, type CheckedConfig, ConfigError } from './config/check.ts';
import { builtIn } from './domains/built-in.ts';
import type { AnyDomain } from './rooms/domain.ts';
import { BadDomain, loadDomains } from './rooms/load.ts';
import { BadNetwork, type Proxies, trustedProxies } from './transport/address.ts';
import { BadCertificate, tryCertificate } from './transport/listeners.ts';

/** What a configuration comes to, once everything that it names has been read. */
export interface Prepared {
  readonly bound: Bound;
  readonly apps: readonly App[];
  /** The domains of each app, by its id. */
  readonly domains: ReadonlyMap<string, readonly AnyDomain[]>;
  readonly settings: Settings;
  readonly certificate: CertificateFiles | undefined;
}

export type Settings = ReturnType<typeof derive>;

/** The one way to a start and to a reload. Rejects with ConfigError. `loaded`: the domains of before, which go on as they are. */
export async function prepare(config: CheckedConfig, loaded = new Map<string, AnyDomain>()): Promise<Prepared> {
  const bound = bind(config);
  const settings = derive(config, bound);
  const certificate = readCertificate(config);
  const domains = await domainsOf(bound.apps, loaded).catch(asConfigError);
  return { bound, apps: bound.apps.map(createApp), domains, settings, certificate };
}

/** [L21] What `start` would refuse is refused, without a port. */
export async function tryOut(config: CheckedConfig): Promise<Prepared> {
  const prepared = await prepare(config);
  try {
    tryCertificate(prepared.certificate);
  } catch (error) {
    asConfigError(error);
  }
  return prepared;
}

/** What the parts want of the configuration, in their own units. */
function derive(config: CheckedConfig, { development }: Bound) {
  const { limits, trustedProxies: list, pathPrefix, lenientProtocol, drain, coalescing } = config;
  const bounds: Omit<Bounds, 'overloaded'> = limits;
  return {
    ...limits,
    pathPrefix,
    lenientProtocol,
    development,
    drain,
    coalescing,
    bounds,
    loopLagMs: limits.loopLag * 1000,
    proxies: readProxies(list),
    countsAddresses: limits.connectionsPerAddress > 0 || limits.connectsPerAddressPerSecond > 0,
  };
}

function readProxies(list: readonly string[]): Proxies {
  try {
    return trustedProxies(list);
  } catch (error) {
    return asConfigError(error);
  }
}

async function domainsOf(
  apps: readonly AppConfig[],
  loaded: Map<string, AnyDomain>,
): Promise<Map<string, readonly AnyDomain[]>> {
  const all = apps.map(async ({ id, domains, domainOptions }): Promise<[string, readonly AnyDomain[]]> => {
    return [id, await loadDomains(domains, domainOptions, builtIn, loaded)];
  });
  return new Map(await Promise.all(all));
}

/** A part that finds something wrong with what the configuration names says so in its own words. */
export function asConfigError(error: unknown): never {
  const known = [BadCertificate, BadDomain, BadNetwork].some((kind) => error instanceof kind);
  throw known ? new ConfigError((error as Error).message) : error;
}
