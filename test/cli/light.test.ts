import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const src = new URL('../../src/', import.meta.url).href;

/** Which of the packages that only some servers need are in the memory of one that serves an app. */
function loaded(config: object): string[] {
  const code = `
    import { createRequire } from 'node:module';
    const { startServer } = await import('${src}server.ts');
    const { check } = await import('${src}config/check.ts');
    const { defaults } = await import('${src}config/keys.ts');
    const { createLog } = await import('${src}log.ts');
    const server = await startServer(check({ ...defaults(), port: 0, ...${JSON.stringify(config)} }), createLog('silent'));
    const files = Object.keys(createRequire(import.meta.url).cache).join();
    console.log(JSON.stringify(['ajv', 'ioredis'].filter((name) => files.includes('/node_modules/' + name + '/'))));
    await server.stop();
    process.exit(0);`;
  const args = ['--import=tsx', '--input-type=module', '--eval', code];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: fileURLToPath(src), encoding: 'utf8' }));
}

const apps = [{ id: 'app-1', key: 'key-1', secret: 'a-secret-for-tests' }];
const drain = { notice: 0, time: 0 };

t.test('a server without domains loads no compiler of schemas, and one without Redis no client of it', async (t) => {
  t.same(loaded({ apps, drain }), []);
  t.same(loaded({ apps: [{ ...apps[0], domains: ['ticket'] }], drain }), ['ajv']);
});
