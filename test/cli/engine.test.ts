import { join } from 'node:path';
import t from 'tap';
import { noEngine } from '../../src/transport/no-engine.ts';
import { runCli } from '../support/nodes/cli.ts';

const own = 'This version of uWS.js supports only Node.js versions 16, 18 …\n\n';
const machine = { version: 'v26.1.0', platform: 'linux', arch: 'x64' } as const;

t.test('[L24] why the engine does not load, in a sentence', async (t) => {
  const cases: [why: string, sentence: string][] = [
    [
      "Error: Cannot find module './uws_linux_x64_147.node'\nRequire stack:\n- /srv/node_modules/uWebSockets.js/uws.js",
      'the engine has no binary for Node v26.1.0 on linux x64; expected Node 20 or 22 or 24 or 25.',
    ],
    [
      "Error: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by /srv/uws_linux_x64_127.node)",
      "the engine's binary for Node v26.1.0 on linux x64 needs glibc 2.38 or later; take Node 20, or a newer system.",
    ],
    [
      'Error: Error loading shared library ld-linux-x86-64.so.2: No such file or directory',
      "the engine's binary for Node v26.1.0 on linux x64 does not load: Error: Error loading shared library ld-linux-x86-64.so.2: No such file or directory",
    ],
  ];
  for (const [why, sentence] of cases) t.equal(noEngine(own + why, machine).message, sentence);
});

t.test('[L24] without its binary a start is one sentence and status 72; what needs no engine works', async (t) => {
  const missing = `
    const Module = require('node:module');
    const resolve = Module._resolveFilename;
    Module._resolveFilename = function (name, ...rest) {
      return resolve.call(this, name.startsWith('./uws_') ? './uws_linux_x64_0.node' : name, ...rest);
    };`;
  const folder = t.testdir({ 'missing.cjs': missing });
  const env = { NODE_OPTIONS: `--require ${join(folder, 'missing.cjs')}` };
  for (const command of ['start', 'check-config']) {
    const { status, stdout, stderr } = await runCli(t, [command], env);
    t.equal(status, 72, command);
    t.equal(stdout, '');
    t.match(stderr, /^carillon: the engine has no binary for Node v\S+ on \w+ \w+; expected Node 20 or .*\.\n$/);
  }
  t.match(await runCli(t, ['--version'], env), { status: 0, stderr: '' });
  t.match(await runCli(t, ['--help'], env), { status: 0, stdout: /72 no engine/ });
});
