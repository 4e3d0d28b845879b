import fc from 'fast-check';
import t from 'tap';
import { decode } from '../../src/protocol/decode.ts';

/** The error about a text, or the event it was understood as. */
function saysOf(text: string): string {
  const frame = decode(text);
  return frame.event === 'bad' ? frame.error.message : frame.event;
}

t.test('[L1] what is no JSON object is refused', async (t) => {
  for (const text of ['', 'x', '{', '[]', 'null', '5', '"x"', 'true', '{"event":"pusher:ping"', '[{"event":"a"}]'])
    t.match(saysOf(text), /expected a JSON object/, text);
});

t.test('[L2] an object wants an event that is a string', async (t) => {
  for (const text of [
    '{}',
    '{"event":null}',
    '{"event":5}',
    '{"event":{}}',
    '{"event":["pusher:ping"]}',
    '{"data":{}}',
  ])
    t.match(saysOf(text), /expected an "event" of type string/, text);
});

t.test('[L3] corner case 15: only a whole client- at the start makes a client event', async (t) => {
  const unknown = [
    'foo',
    '',
    'client',
    'Client-a',
    'xclient-a',
    ' client-a',
    'pusher:x',
    'Pusher:ping',
    'pusher:ping ',
  ];
  for (const name of [...unknown, 'pusher_internal:subscription_succeeded'])
    t.equal(
      saysOf(JSON.stringify({ event: name, channel: 'private-a' })),
      `Unsupported event received on socket: ${name}`,
    );
  t.equal(saysOf('{"event":"client-a","channel":"private-a"}'), 'client');
});

t.test('[L4] subscribe, unsubscribe and sign-in want data that is an object', async (t) => {
  for (const event of ['pusher:subscribe', 'pusher:unsubscribe', 'pusher:signin']) {
    for (const data of [undefined, null, 5, 'x', '{"channel":"a"}', [], [{ channel: 'a' }], true])
      t.equal(saysOf(JSON.stringify({ event, data })), 'Expected parameter data to be a hash', event);
  }
});

t.test('[S3] [E9] a channel that is missing or no string is refused', async (t) => {
  for (const channel of [undefined, null, 5, {}, ['a'], true]) {
    for (const event of ['pusher:subscribe', 'pusher:unsubscribe'])
      t.match(saysOf(JSON.stringify({ event, data: { channel } })), /Invalid channel name/);
    t.match(saysOf(JSON.stringify({ event: 'client-a', channel })), /channel/);
  }
});

t.test('[L8] no text makes the door throw', async (t) => {
  const events = ['pusher:subscribe', 'pusher:unsubscribe', 'pusher:signin', 'pusher:ping', 'client-a', '__proto__'];
  const frames = fc.record(
    { event: fc.oneof(fc.constantFrom(...events), fc.jsonValue()), data: fc.jsonValue(), channel: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const texts = fc.oneof(
    fc.string(),
    fc.json(),
    frames.map((frame) => JSON.stringify(frame)),
  );
  fc.assert(
    fc.property(texts, (text) => typeof decode(text).event === 'string'),
    { numRuns: 2000, seed: 1 },
  );
  t.pass('2,000 texts');
  t.equal(decode('['.repeat(100_000)).event, 'bad');
  t.equal(decode(`{"event":"client-a","channel":"a","data":${'['.repeat(1e5)}${']'.repeat(1e5)}}`).event, 'bad');
});
