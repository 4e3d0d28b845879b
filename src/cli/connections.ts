import type { ConnectionsPage } from '../protocol/operator-answers.ts';
import { type Command, UsageError } from './command.ts';
import { operatorPort, pagesOf } from './operator.ts';
import { table } from './table.ts';

/** `carillon connections` */
export async function connections(command: Command): Promise<number> {
  const { user, json } = command.own;
  const pages = pagesOf<ConnectionsPage>(operatorPort(command), '/connections', { user });
  const first = await pages.next();
  const out = table({ id: 22, user: 20, protocol: 8, channels: 8 }, json === true);
  if (first.done !== true) out.add(first.value.connections.map((one) => ({ ...one })));
  for await (const { connections: some } of pages) out.add(some.map((one) => ({ ...one })));
  return 0;
}

/** `carillon terminate <user>` */
export async function terminate(command: Command): Promise<number> {
  const [user] = command.args;
  if (user === undefined) throw new UsageError('terminate expects a user, e.g. carillon terminate 7.');
  await operatorPort(command).ask('POST', `/users/${encodeURIComponent(user)}/terminate`);
  console.log(`every connection of ${user} is being closed`);
  return 0;
}

/** `carillon close <socket-id>` */
export async function close(command: Command): Promise<number> {
  const [id] = command.args;
  if (id === undefined) throw new UsageError('close expects a socket id, e.g. carillon close 1234.5678.');
  await operatorPort(command).ask('POST', `/connections/${encodeURIComponent(id)}/close`);
  console.log(`closed ${id}`);
  return 0;
}
