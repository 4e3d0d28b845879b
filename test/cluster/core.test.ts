import t from 'tap';
import { coreSuite } from '../channels/core-suite.ts';
import { roomsSuite } from '../rooms/rooms-suite.ts';
import { timelyRedis } from '../support/timely-redis.ts';

const timely = await timelyRedis(t);

coreSuite(t, 'Redis', timely);
roomsSuite(t, 'Redis', timely);
