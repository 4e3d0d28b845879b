import type { ChannelAnswer, ChannelsPage } from '../protocol/operator-answers.ts';
import { type Command, UsageError } from './command.ts';
import { operatorPort, pagesOf } from './operator.ts';
import { table } from './table.ts';

/** `carillon channels [prefix]` */
export async function channels(command: Command): Promise<number> {
  const port = operatorPort(command);
  const [prefix] = command.args;
  const pages = pagesOf<ChannelsPage>(port, '/channels', { prefix });
  const first = await pages.next();
  const out = table({ name: 40, subscriptions: 13, users: 5 }, command.own.json === true);
  if (first.done !== true) out.add(first.value.channels.map((one) => ({ ...one })));
  for await (const { channels: some } of pages) out.add(some.map((one) => ({ ...one })));
  return 0;
}

/** `carillon channel <name>` */
export async function channel(command: Command): Promise<number> {
  const [name] = command.args;
  if (name === undefined) throw new UsageError('channel expects a name, e.g. carillon channel presence-room.');
  const found = await operatorPort(command).ask<ChannelAnswer>('GET', `/channels/${encodeURIComponent(name)}`);
  if (command.own.json === true) console.log(JSON.stringify(found));
  else {
    const users = found.users === null ? '' : `, ${found.users} users`;
    console.log(`${found.name}: ${found.subscriptions} subscriptions, ${found.here} of them here${users}`);
    for (const id of found.members ?? []) console.log(`  ${id}`);
  }
  return 0;
}
