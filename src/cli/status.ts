import { get as getPlain } from 'node:http';
import { get as getTls } from 'node:https';
import { bind } from '../config/bind.ts';
import { loadConfig } from '../config/load.ts';
import type { StatusAnswer } from '../protocol/operator-answers.ts';
import { type Address, addressOf, notReached } from './address.ts';
import type { Command } from './command.ts';
import { operatorPort } from './operator.ts';

/** Asks the server that these settings start whether it runs, and whether it takes clients. A container's health check. */
export async function status(command: Command): Promise<number> {
  if (command.own.json === true) return statusInNumbers(command);
  const { given } = command;
  const config = loadConfig(given);
  const address = addressOf(config, bind(config).host, config.port);
  try {
    const health = await ask(address, '/health');
    const ready = await ask(address, '/ready');
    if (health.status !== 200) {
      console.error(`carillon: what answers on ${address.base} is no Carillon: ${health.status} for /health`);
      return 1;
    }
    console.log(ready.status === 200 ? 'running, ready' : `running, not ready: ${ready.body}`);
    return 0;
  } catch (error) {
    console.error(notReached(address, error));
    return 69;
  }
}

/** [W36] With what each app has: that is for the operator. */
async function statusInNumbers(command: Command): Promise<number> {
  console.log(JSON.stringify(await operatorPort(command).askNode<StatusAnswer>('/status')));
  return 0;
}

interface Answer {
  status: number;
  body: string;
}

function ask({ tls, base }: Address, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Nothing secret is said or believed: the certificate need not name this machine's own address.
    const options = { rejectUnauthorized: false, timeout: 5000 };
    const request = (tls ? getTls : getPlain)(`http${tls ? 's' : ''}://${base}${path}`, options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: body.slice(0, 1000) }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in 5 s')));
    request.on('error', reject);
  });
}
