import type { NumberedFact } from '../recorder/ring.ts';
import type { Command } from './command.ts';
import { operatorPort } from './operator.ts';
import { type Table, table } from './table.ts';

const widths = { number: 8, time: 12, kind: 20, app: 12, channel: 24, event: 20, socket: 21, more: 0 };

/** `carillon tail`: what happens, until the server closes or somebody has enough. */
export async function tail(command: Command): Promise<number> {
  const { app, kind, event, socket, user, json = false } = command.own;
  const query = { app, kind: kind?.split(','), channel: command.args, event, socket, user };
  let out: Table | undefined;
  for await (const message of messagesIn(operatorPort(command).listen('/console', query))) {
    out ??= table(widths, json); // not before it is known that somebody answers
    print(out, message, json);
  }
  return 0;
}

async function* messagesIn(pieces: AsyncIterable<string>): AsyncGenerator<Message> {
  let rest = '';
  for await (const piece of pieces) {
    const messages = `${rest}${piece}`.split('\n\n');
    rest = messages.pop() ?? '';
    for (const text of messages) yield readMessage(text);
  }
}

function print(out: Table, { event, data }: Message, json: boolean): void {
  if (data === undefined) return; // a sign of life
  if (event === undefined) out.add([json ? { ...data } : shown(data as NumberedFact)]);
  else if (event === 'left-out') console.error(`${data.facts} more happened than can be told in time`);
  else if (event === 'forgotten') console.error(`${data.facts} facts had gone before they could be told`);
}

interface Message {
  readonly event: string | undefined;
  readonly data: (Partial<NumberedFact> & { readonly facts?: number }) | undefined;
}

function readMessage(text: string): Message {
  const field = (name: string): string | undefined =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field('data');
  return { event: field('event'), data: data === undefined ? undefined : JSON.parse(data) };
}

const shown = (fact: NumberedFact) => ({
  ...fact,
  time: new Date(fact.at).toISOString().slice(11, 23),
  more: [
    fact.user && `user ${fact.user}`,
    fact.sockets !== undefined && `to ${fact.sockets}`,
    fact.except && `not to ${fact.except}`,
    fact.path,
    fact.code,
    fact.by && `by the ${fact.by}`,
    fact.why,
    fact.data,
  ]
    .filter((part) => part !== undefined && part !== false && part !== '' && part !== null)
    .join(', '),
});
