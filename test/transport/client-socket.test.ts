import t from 'tap';
import { ClientSocket } from '../../src/transport/client-socket.ts';
import { createCoalescer } from '../../src/transport/coalescer.ts';
import { fakeClock } from '../support/core/clock.ts';

/** A client's socket on an engine that writes down what it is asked, while a frame waits to leave. */
function socketWithFrameWaiting() {
  const asked: string[] = [];
  const note =
    (what: string) =>
    (...details: unknown[]): void =>
      void asked.push([what, ...details].join(' '));
  const clock = fakeClock();
  const coalescer = createCoalescer((topic, frame) => note('publish')(topic, frame), clock, {
    ms: 5,
    merged: 0,
    opensFor: () => 5,
    left() {},
  });
  const engine = { app: {}, tls: false, sockets: 1, coalescer, flushing: false };
  const socket = new ClientSocket({} as never, engine as never);
  const ws = { send: note('send'), subscribe: note('subscribe'), unsubscribe: note('unsubscribe'), end: note('end') };
  socket.ws = { ...ws, getBufferedAmount: () => 0 } as never;
  coalescer.publish('topic', 'frame', undefined);
  t.same(asked, [], 'it waits');
  return { socket, asked };
}

t.test('[S12] a newcomer does not get what was published before it joined', async (t) => {
  const { socket, asked } = socketWithFrameWaiting();
  socket.join('topic');
  t.same(asked, ['publish topic frame', 'subscribe topic']);
});

t.test('[S11] who leaves has got what was published before', async (t) => {
  const { socket, asked } = socketWithFrameWaiting();
  socket.leave('topic');
  t.same(asked, ['publish topic frame', 'unsubscribe topic']);
});

t.test('[H26] what is sent to one comes after what was published before', async (t) => {
  const { socket, asked } = socketWithFrameWaiting();
  socket.send('answer');
  t.same(asked, ['publish topic frame', 'send answer']);
});

t.test('[S11] who is closed has got what was published before', async (t) => {
  const { socket, asked } = socketWithFrameWaiting();
  socket.close(4100, 'why');
  t.same(asked, ['publish topic frame', 'end 4100 why']);
});
