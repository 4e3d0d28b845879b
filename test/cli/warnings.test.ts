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
  t.match(warned({ limits }), [quota], 'the default is 1000');
  t.same(warned({ limits: { connections: 1001 } }), []);
  t.match(warned({ limits }, { 'limits-connections-per-address': '0' }), [quota]);
  t.match(warned({ limits }, { 'limits-connections-per-address': '500' }), [quota]);
  t.match(warned({ limits }, { 'trusted-proxies': '10.0.0.1' }), [quota]);
  t.same(warned({ limits }, { 'limits-connections-per-address': '499' }), []);
  t.same(warned({ limits, authorizedConnections: true }), [], 'who did not sign in does not count');
  t.same(warned({}), [], 'no quota');
});

t.test('[C29] a start on loopback tells that who comes through a proxy there is not counted', async (t) => {
  const said = /^connections to 127\.0\.0\.1 are not limited by address: .* set trustedProxies/;
  t.match(warned({}, { host: '127.0.0.1' }), [said]);
  t.same(warned({}, { host: '127.0.0.1', 'trusted-proxies': '127.0.0.1' }), []);
  t.same(warned({}, { host: '127.0.0.1', 'limits-connections-per-address': '0' }), [], 'nor is anybody');
});
