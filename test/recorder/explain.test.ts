import t from 'tap';
import type { RecordedFact } from '../../src/channels/ports/recorder.ts';
import { explain } from '../../src/recorder/explain.ts';
import type { Present } from '../../src/recorder/known.ts';
import { createRing } from '../../src/recorder/ring.ts';
import { fakeClock } from '../support/core/clock.ts';

const nobody: Present = { connection: () => undefined, connectionsOf: () => [] };

/** What is answered after these facts of socket 1.1 in app a, on channel c. */
function after(facts: Partial<RecordedFact>[], socket = '1.1') {
  const ring = createRing({ facts: 100, payloadBytes: 0 }, fakeClock());
  for (const fact of facts) ring.record({ kind: 'published', app: 'a', ...fact });
  return explain(ring, nobody, { app: 'a', socket, channel: 'c' });
}

const connected = { kind: 'connected', socket: '1.1' } as const;
const subscribed = { kind: 'subscribed', socket: '1.1', channel: 'c', serial: 5 } as const;
const event = { channel: 'c', event: 'e', serial: 9, sockets: 1 };

t.test('[M24] what went out while a join was answered was kept for it', async (t) => {
  t.equal(after([connected, { ...event, serial: 6 }, subscribed]).cause, 'arrived');
  t.equal(after([connected, { ...event, serial: 5 }, subscribed]).cause, 'not-subscribed');
});

t.test('[M24] for one member of a room alone', async (t) => {
  const told = { ...event, kind: 'delivered', to: 'ada' } as const;
  t.equal(after([connected, { ...subscribed, user: 'ada' }, told]).cause, 'arrived');
  const { cause, sentence } = after([connected, { ...subscribed, user: 'bob' }, told]);
  t.equal(cause, 'other-member');
  t.equal(sentence, '"e" (fact 3) was for the member ada of c alone, and 1.1 is bob.');
});

t.test('[M24] a client that answered no ping after it may have been gone', async (t) => {
  const closed = { kind: 'closed', socket: '1.1', by: 'server', code: 4201 } as const;
  const { cause, sentence } = after([connected, subscribed, event, closed]);
  t.equal(cause, 'silent');
  t.match(sentence, /^1\.1 may have been gone: it was handed to the kernel at .*, but the client answered no ping/);
});

t.test('[M24] what the cluster has not brought back was not heard', async (t) => {
  const elsewhere = { ...event, serial: undefined };
  t.equal(after([connected, subscribed, elsewhere]).cause, 'not-heard');
  const { cause, facts } = after([connected, subscribed, elsewhere, { ...event, kind: 'delivered' }]);
  t.same([cause, facts.length], ['arrived', 1]);
});
