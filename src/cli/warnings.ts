import type { CheckedConfig } from '../config/check.ts';
import { addressLimits } from '../prepare.ts';

/** What works, and is better known: a sentence each. */
export function warnings(config: CheckedConfig, development: boolean): string[] {
  if (development) {
    return [
      'no app is configured: serving the development app "app-id" with a secret that everybody knows, on loopback only.',
    ];
  }
  const { connectionsPerAddress } = addressLimits(config);
  const unlimited =
    config.limits.connectionsPerAddress === null && connectionsPerAddress === 0
      ? [
          'connections are not limited by address: set limits.connectionsPerAddress, or trustedProxies when behind a proxy.',
        ]
      : [];
  return [...unlimited, ...quotas(config, connectionsPerAddress)];
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
