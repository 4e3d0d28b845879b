import t from 'tap';
import { createErrorLog } from '../../src/error-log.ts';
import { createLog } from '../../src/log.ts';
import { pretty } from '../../src/pretty.ts';
import { fakeClock } from '../support/core/clock.ts';
import { startCli } from '../support/nodes/cli.ts';

function errorLog() {
  const lines: string[] = [];
  const clock = fakeClock();
  const errors = createErrorLog(createLog('debug', { write: (line) => void lines.push(line) }), clock);
  const take = () => lines.splice(0).map((line) => JSON.parse(line));
  return { errors, clock, take };
}

t.test('[M11] a storm of one kind is ten lines a second and one that sums it up', async (t) => {
  const { errors, clock, take } = errorLog();
  const storm = (times: number) => {
    for (let index = 0; index < times; index += 1) errors.onError('cluster', 'join', new Error('gone'), { app: 'a' });
  };
  storm(1214);
  errors.onError('cluster', 'leave', new Error('gone'));
  t.match(
    take().map(({ part, stage, app }) => [part, stage, app]),
    [...Array(10).fill(['cluster', 'join', 'a']), ['cluster', 'leave', undefined]],
  );
  await clock.advance(999);
  t.same(take(), []);
  await clock.advance(1);
  const [sum, ...rest] = take();
  t.same(rest, []);
  t.match(sum, { part: 'cluster', stage: 'join', more: 1204, msg: '1,204 more errors of this kind in a second' });
  storm(10);
  t.equal(take().length, 10, 'a second later it is told again');
  await clock.advance(1000);
  t.same(take(), [], 'ten were not too many');
  storm(11);
  errors.close();
  t.equal(take().at(-1)?.more, 1, 'nothing is kept back at the end');
});

t.test('[M11] kinds that a stranger makes up are no way round it', async (t) => {
  const { errors, clock, take } = errorLog();
  for (let index = 0; index < 100_000; index += 1) errors.onError('rooms', `${index}`, new Error('x'));
  t.equal(take().length, 110);
  await clock.advance(1000);
  t.match(take(), [{ more: 99_890 }]);
});

t.test('[M12] a line for people, whatever stands in it', async (t) => {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(pretty(line)) });
  log.warn({ app: 'app-1', url: 'http://a.example/x', why: 'no answer' }, 'a webhook was not delivered');
  log.error({ err: new Error('bad \x1b[2J\x9b31m\rname'), socket: '1.2', url: 'GET /\x9b2J' }, 'unexpected');
  log.info('up');
  const [warned = '', failed = '', up = ''] = lines;
  t.match(
    warned,
    /^\d\d:\d\d:\d\d warn {2}a webhook was not delivered {2}app=app-1 {2}url=http:\/\/a.example\/x {2}why="no answer"\n$/,
  );
  t.match(failed, /^\S+ error unexpected {2}socket=1\.2 {2}url="GET \/2J"\n {4}Error: bad \[2J31mname\n {4} {4}at /);
  t.notMatch(failed, /[^\P{Cc}\n]/u);
  t.match(up, /^\S+ info {2}up\n$/);
});

t.test('[M12] JSON where nobody looks, and what was asked for', async (t) => {
  const { cli } = await startCli(t);
  t.match(JSON.parse(await cli.logs(/\{.*leaving.*\}/, () => cli.signal('SIGTERM'))), { level: 30 });
  const { cli: other } = await startCli(t, ['--log-format', 'pretty']);
  t.match(await other.logs(/.*leaving.*\n/, () => other.signal('SIGTERM')), /^\d\d:\d\d:\d\d info {2}leaving: /);
});
