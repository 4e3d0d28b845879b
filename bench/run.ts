import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Case, Scenario } from './case.ts';
import { measure } from './measure.ts';
import { plot } from './report/plot.ts';
import { type CaseResult, resultOf } from './report/stats.ts';
import { caseText, markdown } from './report/table.ts';
import { scenarios } from './scenarios.ts';
import { broker, control, type SubjectKind, target } from './subject.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    'warm-ups': { type: 'string', default: '2' },
    only: { type: 'string' },
    targets: { type: 'boolean', default: false },
    broker: { type: 'string', default: `${root}dist` },
    also: { type: 'string', multiple: true, default: [] },
    flag: { type: 'string', multiple: true, default: [] },
    profile: { type: 'string' },
    target: { type: 'string' },
    pid: { type: 'string' },
    out: { type: 'string', default: `${root}bench/results/local` },
    help: { type: 'boolean', short: 'h' },
  },
});

const help = `npm run bench -- [scenario …] [options]

  --rounds N     alternations a case (5)          --seconds N   length of a window (2)
  --warm-ups N   windows thrown away first (2)    --only TEXT   cases whose name has this text
  --targets      only the cases that have a target
  --broker DIR   the build under test (dist)      --also 'DIR [--x=y]'  a further build, or flags, in the same alternation
  --flag=--x=y   a flag for the broker            --out DIR     where results go (bench/results/local)
  --profile DIR  a CPU profile of the broker, for each case
  --target host:port:id:key:secret                any server that speaks the protocol, in place of the broker
  --pid N        that server's process, when it runs here: its CPU is then measured too

Scenarios
${scenarios.map(({ name, about }) => `  ${name.padEnd(16)} ${about}`).join('\n')}`;

function subjects(): SubjectKind[] {
  if (values.target !== undefined) {
    const [host = '', port = '', id = '', key = '', secret = ''] = values.target.split(':');
    if (secret === '') throw new Error('--target: expected host:port:id:key:secret');
    const pid = values.pid === undefined ? undefined : Number(values.pid);
    return [target({ host, port: Number(port), id, key, secret }, pid), control];
  }
  if (!existsSync(`${values.broker}/cli/main.js`)) throw new Error(`${values.broker} has no build: npm run build`);
  const also = values.also.map((given, index) => {
    const [dist = '', ...flags] = given.split(' ');
    return broker(`also ${index + 1}`, `${dist}/cli/main.js`, [...values.flag, ...flags]);
  });
  return [broker('broker', `${values.broker}/cli/main.js`, values.flag, values.profile), ...also, control];
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else process.stderr.write(`${text}\n`);
}

async function runScenario({ name, cases }: Scenario, kinds: SubjectKind[]): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const pace = {
    rounds: Number(values.rounds),
    ms: Number(values.seconds) * 1000,
    warmUps: Number(values['warm-ups']),
  };
  const isWanted = ({ name: title, targets = [] }: Case): boolean =>
    (values.only === undefined || title.includes(values.only)) && (!values.targets || targets.length > 0);
  for (const one of cases.filter(isWanted)) {
    const measured = await measure(one, kinds, pace, (text) => progress(`${name}: ${one.name}: ${text}`));
    const result = resultOf(name, one, measured);
    progress('');
    console.log(caseText(result));
    results.push(result);
  }
  return results;
}

async function main(): Promise<void> {
  if (values.help === true) return console.log(help);
  const unknown = positionals.find((name) => !scenarios.some((one) => one.name === name));
  if (unknown !== undefined) throw new Error(`there is no scenario "${unknown}"\n${help}`);
  const kinds = subjects();
  const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const results: CaseResult[] = [];
  for (const scenario of chosen) results.push(...(await runScenario(scenario, kinds)));
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, kernel: release(), node: process.version };
  mkdirSync(values.out, { recursive: true });
  writeFileSync(`${values.out}/results.json`, `${JSON.stringify({ machine, results }, null, 2)}\n`);
  writeFileSync(`${values.out}/table.md`, markdown(results));
  writeFileSync(`${values.out}/plot.svg`, plot(results));
  console.log(markdown(results));
  if (results.some(({ wrong }) => wrong > 0)) process.exitCode = 1;
}

await main();
