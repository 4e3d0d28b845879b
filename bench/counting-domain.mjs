import bench from './room-domain.mjs';

/** What a command costs that changes the state of its room too. */
export default {
  ...bench,
  name: 'counting',
  channels: ['presence-counting-{id}'],
  initial: () => ({ said: 0 }),
  commands: {
    benched: {
      rate: { most: 1e6, seconds: 1 },
      run: ({ said }, { n, pad }) => ({
        state: { said: said + 1 },
        effects: [{ to: 'others', event: 'benched', data: { n, pad } }],
      }),
    },
  },
};
