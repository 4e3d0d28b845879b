import { type ChurnPlan, churn } from './churn.ts';
import type { Server } from './client.ts';
import { type ClientEventPlan, sayClientEvents } from './client-events.ts';
import { type RejoinPlan, rejoin } from './presence.ts';
import { type Published, Publisher, type PublishPlan } from './publish.ts';
import { type ConnectPlan, Session } from './session.ts';

/** A load process: does what the bench tells it over its IPC channel, one thing at a time. */
const sessions: Session[] = [];
const publishers: Publisher[] = [];
const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new Error(`there is no number ${index}`);
  return found;
};

const commands = {
  session: async (server: Server, lanes: number) => sessions.push(new Session(server, lanes)) - 1,
  connect: (session: number, plan: ConnectPlan) => at(sessions, session).connect(plan),
  settle: (session: number, last: number[], ownLane: boolean) => at(sessions, session).settle(last, ownLane),
  disconnect: (session: number, count: number) => at(sessions, session).disconnect(count),
  hold: async (session: number, on: boolean) => at(sessions, session).hold(on),
  reconnect: (session: number, plan: ConnectPlan) => at(sessions, session).reconnect(plan),
  clientEvents: (session: number, plan: ClientEventPlan) => sayClientEvents(at(sessions, session), plan),
  rejoin: (session: number, plan: RejoinPlan) => rejoin(at(sessions, session), plan),
  churn: (session: number, plan: ChurnPlan) => churn(at(sessions, session), plan),
  publisher: async (server: Server, lanes: number) => publishers.push(new Publisher(server, lanes)) - 1,
  publish: (publisher: number, plan: PublishPlan) => at(publishers, publisher).publish(plan),
  /** By publisher and subscribers of this process: what was published is waited for. */
  publishDelivered: (session: number, publisher: number, plan: PublishPlan) =>
    publishDelivered(at(sessions, session), at(publishers, publisher), plan),
};

async function publishDelivered(session: Session, publisher: Publisher, plan: PublishPlan): Promise<Published> {
  session.onDelivered = (stream) => publisher.delivered(stream % session.lanes);
  const published = await publisher.publish(plan);
  session.onDelivered = undefined;
  return published;
}

export type Commands = typeof commands;

interface Order {
  readonly id: number;
  readonly name: keyof Commands;
  readonly args: never[];
}

process.on('message', ({ id, name, args }: Order) => {
  const work = commands[name] as (...given: never[]) => Promise<unknown>;
  work(...args).then(
    (value) => process.send?.({ id, value }),
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
