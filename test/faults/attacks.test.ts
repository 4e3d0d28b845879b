import t from 'tap';
import { attack } from '../support/attack/attack.ts';
import { beHonest, p99, type Waits } from '../support/attack/honest.ts';
import { startCli } from '../support/nodes/cli.ts';
import { credentials } from '../support/nodes/server.ts';

t.setTimeout(0);

const seconds = 4;
const attackers = 20;

/** What each proves. */
const attacks = {
  health: 'L40',
  nothing: 'L40',
  unsigned: 'L41',
  forged: 'L41',
  connects: 'L40',
  pings: 'L42',
  'control pings': 'L42',
  unsubscribes: 'L42',
  'bad names': 'L42',
  'deep json': 'L43',
  'not json': 'L42',
  binary: 'L42',
  large: 'L42',
};

const told = ({ pings, calls, refused }: Waits): string =>
  `ping p99 ${p99(pings).toFixed(1)} ms, API p99 ${p99(calls).toFixed(1)} ms, ${refused} of ${calls.length} calls refused`;

for (const [name, rule] of Object.entries(attacks)) {
  if (process.env['ATTACK'] !== undefined && !process.env['ATTACK'].split(',').includes(name)) continue;
  t.test(`[${rule}] an honest client beside ${attackers} attackers at full speed: ${name}`, async (t) => {
    const { port, cli } = await startCli(t, ['--apps', JSON.stringify([credentials]), '--host', '127.0.0.1']);
    const idle = await beHonest(t, port, seconds);
    const attacking = await attack(t, { port, names: [name], attackers });
    const waits = await beHonest(t, port, seconds);
    const done = await attacking.stop();
    t.comment(`idle: ${told(idle)}`);
    t.comment(`attacked: ${told(waits)}; ${done.connections} connections, ${Math.round(done.bytes / 1e6)} MB`);
    // A machine that has no time for its own is no judge: ten times what it takes at rest is enough.
    t.ok(p99(waits.pings) <= Math.max(100, 10 * p99(idle.pings)), 'pings');
    t.ok(p99(waits.calls) <= Math.max(250, 10 * p99(idle.calls)), 'calls');
    t.equal(waits.refused, 0);
    t.equal(cli.child.exitCode, null);
  });
}
