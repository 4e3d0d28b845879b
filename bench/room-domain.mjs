/** What a command costs when it does as little as a client event does: it tells the others. */
const text = { type: 'string' };

export default {
  name: 'bench',
  channels: ['presence-bench-{id}'],
  schema: {
    commands: { benched: { type: 'object', required: ['n', 'pad'], properties: { n: text, pad: text } } },
    backendEvents: {},
  },
  capacity: 5000,
  initial: () => ({}),
  commands: {
    benched: {
      rate: { most: 1e6, seconds: 1 },
      run: (_state, { n, pad }) => ({ effects: [{ to: 'others', event: 'benched', data: { n, pad } }] }),
    },
  },
  backendEvents: {},
  snapshot: () => ({ event: 'bench', data: {} }),
};
