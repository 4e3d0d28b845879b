import { bind, isLoopback } from '../config/bind.ts';
import type { CheckedConfig } from '../config/check.ts';

/** What works, and is better known: a sentence each. */
export function warnings(config: CheckedConfig, development: boolean): string[] {
  if (development) {
    return [
      'no app is configured: serving the development app "app-id" with a secret that everybody knows, on loopback only.',
    ];
  }
  return [...uncounted(config), ...quotas(config, config.limits.connectionsPerAddress)];
}

/** [C29] Who listens on loopback with an app of its own has a proxy there, and loopback counts for no address. */
function uncounted(config: CheckedConfig): string[] {
  const { host } = bind(config);
  if (!isLoopback(host) || config.trustedProxies.length > 0 || config.limits.connectionsPerAddress === 0) return [];
  return [
    `connections to ${host} are not limited by address: if clients come through a proxy on this machine, set trustedProxies to its address.`,
  ];
}

/** [L22] A quota counts whoever connects, and a key is no secret. */
const quotas = ({ apps }: CheckedConfig, perAddress: number): string[] =>
  apps
    .filter(({ authorizedConnections, limits: { connections } }) => !authorizedConnections && connections > 0)
    .filter(({ limits: { connections } }) => perAddress === 0 || perAddress >= connections)
    .map(
      ({ id, limits: { connections } }) =>
        `a stranger at one address can take all ${connections} connections of app "${id}": set limits.connectionsPerAddress below that, or authorizedConnections of the app.`,
    );
