import { createHmac } from 'node:crypto';
import { systemClock } from '../clock.ts';
import { bind } from '../config/bind.ts';
import { loadConfig } from '../config/load.ts';
import { md5 } from '../protocol/hash.ts';
import { requestText } from '../protocol/signatures.ts';
import { addressOf, notReached } from './address.ts';
import { type Command, UsageError } from './command.ts';

/** Publishes one event to the server that these settings start, as the first app of them. */
export async function trigger({ args, given }: Command): Promise<number> {
  const [channel, name, json, ...rest] = args;
  if (channel === undefined || name === undefined || json === undefined || rest.length > 0) {
    throw new UsageError(
      'trigger expects a channel, an event and JSON, e.g. carillon trigger news headline \'{"id":7}\'',
    );
  }
  try {
    JSON.parse(json);
  } catch {
    throw new UsageError(`trigger: ${json} is not JSON (a text needs its quotes: '"${json}"').`);
  }
  const config = loadConfig(given);
  const { host, apps } = bind(config);
  const [app] = apps;
  if (app === undefined) throw new UsageError('trigger: no app is configured.');
  const body = Buffer.from(JSON.stringify({ name, channels: [channel], data: json }));
  const path = `/apps/${encodeURIComponent(app.id)}/events`;
  const query: [string, string][] = [
    ['auth_key', app.key],
    ['auth_timestamp', String(Math.floor(systemClock.now() / 1000))],
    ['auth_version', '1.0'],
    ['body_md5', md5(body)],
  ];
  const signed: [string, string][] = [...query, ['auth_signature', sign(app.secret, requestText('POST', path, query))]];
  const address = addressOf(config, host, config.port);
  const url = `http${address.tls ? 's' : ''}://${address.base}${path}?${new URLSearchParams(signed)}`;
  try {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(10_000) });
    const answer = await response.text();
    if (response.ok) console.log(`sent ${name} to ${channel}`);
    else console.error(`carillon: the server answered ${response.status}: ${answer}`);
    return response.ok ? 0 : 1;
  } catch (error) {
    console.error(notReached(address, error));
    return 69;
  }
}

const sign = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');
