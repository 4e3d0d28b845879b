import t from 'tap';
import { lateCluster } from '../support/core/late-cluster.ts';
import { sharedCluster } from '../support/nodes/shared-cluster.ts';
import { waitingStorm } from '../support/rooms/waiting-storm.ts';

t.test('[D49] [D50] [D51] who waits is who the room thinks waits, whatever comes between', async (t) => {
  let waited = 0;
  let admitted = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const run = await waitingStorm(t, seed, (clock) => {
      const shared = sharedCluster(clock);
      return [1, 2].map((node) => lateCluster(shared.node(), seed * 10 + node));
    });
    waited += run.waited;
    admitted += run.admitted;
  }
  t.ok(waited > 20 && admitted > 20, `${waited} waited to the end, ${admitted} were let in`);
});
