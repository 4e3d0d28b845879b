import { readFileSync, writeFileSync } from 'node:fs';
import { configSchema, expected, listKeys, resolve } from '../src/config/keys.ts';

const target = new URL('../docs/config.md', import.meta.url);

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|');

const rows = listKeys().map(({ path, env, flag, schema, restart }) => {
  const names = `\`${path.join('.')}\`<br>\`${env}\`<br>\`--${flag}\``;
  const meaning = `${schema.description ?? ''}${restart ? ' (Restart.)' : ''}`;
  return `| ${names} | ${cell(expected(schema))} | ${code(schema.default)} | ${cell(meaning)} |`;
});
const rowsOf = (definition: string): string =>
  Object.entries(resolve({ $ref: `#/$defs/${definition}` }).properties ?? {})
    .map(([name, schema]) => `| \`${name}\` | ${cell(expected(schema))} | ${cell(schema.description ?? '')} |`)
    .join('\n');

const text = `# Configuration

<!-- Printed from protocol/config.schema.json by \`npm run print\`. Edits here are lost. -->

${configSchema.description} What is said later wins: defaults, then the file (\`--config FILE\` or \`CARILLON_CONFIG\`), then the
environment, then flags. An unknown key, a wrong type or a file that does not parse ends \`carillon start\` with status 78 and a
sentence that names the key. \`carillon check-config\` prints what is in force, and refuses what \`start\` would refuse. SIGHUP reads everything again and
nobody is disconnected by it, but for whom an app is taken away: what is marked (Restart.) stays as it is until the next start, and
the log names each such key that has changed; everything else holds at once. A configuration that cannot be used changes nothing.

What is secret (an app's \`secret\`, \`cluster.redis\` with its password, \`admin.token\`, \`tls.passphrase\`, the \`headers\` of a webhook) is best
kept in a file that nobody else may read. Each variable may be replaced by one that ends in \`_FILE\` and names a file with the
value: \`CARILLON_CLUSTER_REDIS_FILE=/run/secrets/redis\`, \`CARILLON_APPS_FILE\`, \`PUSHER_APP_SECRET_FILE\`. So may the configuration file hold
them, with mode 0600 or 0640; the start warns of one that everybody may read. A flag is seen by everybody who may run \`ps\`, and
stays in the shell's history: not for secrets. What Kubernetes says of a service named \`carillon\` (\`CARILLON_PORT=tcp://…\`) is
passed over.

A file is JSON; \`"$schema": "./node_modules/carillon/protocol/config.schema.json"\` gives an editor completion. Lists and objects
in the environment and in flags are JSON; a list of texts may also be written with commas.

| key, environment, flag | expected | default | meaning |
|---|---|---|---|
${rows.join('\n')}

## An entry of \`apps\`

| key | expected | meaning |
|---|---|---|
${rowsOf('AppEntry')}

Any key of \`appDefaults\` may stand in it too, and then holds for that app alone.

## An entry of \`webhooks\`

| key | expected | meaning |
|---|---|---|
${rowsOf('WebhookEndpoint')}
`;

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('docs/config.md is stale: run npm run print');
    process.exitCode = 1;
  }
} else writeFileSync(target, text);
