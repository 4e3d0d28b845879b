import { type Command, UsageError } from './command.ts';
import { operatorPort } from './operator.ts';

/** `carillon explain`: the sentence, or with --json all that it was read from. */
export async function explain(command: Command): Promise<number> {
  const { socket, user, channel, event, at, json } = command.own;
  if ((socket === undefined) === (user === undefined))
    throw new UsageError('explain expects --socket or --user, e.g. carillon explain --user 7 --channel private-chat.');
  const query = { socket, user, channel, event, at };
  const answer = await operatorPort(command).askAbout<{ readonly sentence: string }>('/explain', query);
  console.log(json === true ? JSON.stringify(answer) : answer.sentence);
  return 0;
}
