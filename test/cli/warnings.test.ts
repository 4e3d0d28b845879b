import t from 'tap';
import { warnings } from '../../src/cli/warnings.ts';
import { loadConfig } from '../../src/config/load.ts';

const app = { id: 'shop', key: 'k', secret: 'a-secret-of-the-shop' };
const warned = (app_: object, flags: Record<string, string> = {}): string[] =>
  warnings(loadConfig({ env: {}, flags: { apps: JSON.stringify([{ ...app, ...app_ }]), ...flags } }), false);

t.test('[L22] a start tells of a quota that a stranger at one address can fill', async (t) => {
  const limits = { connections: 500 };
  const quota =
    /^a stranger at one address can take all 500 connections of app "shop": set limits\.connectionsPerAddress/;
  const anywhere = /^connections are not limited by address/;
  t.match(warned({ limits }), [anywhere, quota]);
  t.match(warned({ limits }, { 'limits-connections-per-address': '0' }), [quota]);
  t.match(warned({ limits }, { 'limits-connections-per-address': '500' }), [quota]);
  t.match(warned({ limits }, { 'trusted-proxies': '10.0.0.1' }), [quota]);
  t.same(warned({ limits }, { 'limits-connections-per-address': '499' }), []);
  t.equal(warned({ limits, authorizedConnections: true }).length, 1, 'who did not sign in does not count');
  t.equal(warned({}).length, 1, 'no quota');
});
