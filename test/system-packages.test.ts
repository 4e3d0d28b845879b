import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { systemProgram } from './support/nodes/system-program.ts';

function program(folder: string, name: string, body: string): void {
  writeFileSync(join(folder, name), `#!/bin/bash\n${body}\n`);
  chmodSync(join(folder, name), 0o755);
}

t.test('a program on the PATH is taken as it is', async (t) => {
  const PATH = t.testdir();
  program(PATH, 'redis-server', '');
  t.same(systemProgram('redis-server', { PATH }), { path: join(PATH, 'redis-server'), said: '' });
});

t.test("one that is not there is installed from Debian's packages, and that is said", async (t) => {
  const PATH = t.testdir();
  const install = `[[ $* == *"install -y"*" redis-server" ]] && printf '#!/bin/bash' >${PATH}/redis-server && /bin/chmod +x ${PATH}/redis-server`;
  program(PATH, 'apt-get', `[[ $* == *update ]] || { ${install}; }`);
  program(PATH, 'sudo', 'shift; "$@"');
  program(PATH, 'env', 'shift; "$@"');
  t.same(systemProgram('redis-server', { PATH }), {
    path: join(PATH, 'redis-server'),
    said: "system-packages: redis-server is not on the PATH: installing Debian's package redis-server\n",
  });
});

t.test('one that cannot be had is a failure that says why', async (t) => {
  const PATH = t.testdir();
  t.throws(() => systemProgram('redis-server', { PATH }), /needs redis-server: .* there is no apt-get to install it/);
  program(PATH, 'sudo', 'shift; "$@"');
  program(PATH, 'env', 'shift; "$@"');
  program(PATH, 'apt-get', 'exit 100');
  t.throws(() => systemProgram('redis-server', { PATH }), /apt-get could not install redis-server; install it by hand/);
  program(PATH, 'apt-get', '');
  t.throws(() => systemProgram('redis-server', { PATH }), /there is still no redis-server on the PATH/);
});
