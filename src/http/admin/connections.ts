import type { Connection } from '../../channels/state.ts';
import { closeCodes } from '../../protocol/close-codes.ts';
import type { ConnectionLine, ConnectionsPage } from '../../protocol/operator-answers.ts';
import { type ApiAnswer, answer, refusedBody } from '../answer.ts';
import type { OperatorCall } from './operator.ts';
import { pageOf, readWanted } from './page.ts';

/** GET /apps/:app/connections: those of this node. */
export function listConnections({ operator, app, query }: OperatorCall): ApiAnswer {
  const wanted = readWanted(query);
  if ('status' in wanted) return wanted;
  const { connections, users } = operator.broker.runtimeOf(app);
  const user = query.get('user');
  const all = user === null ? connections.values() : (users.get(user) ?? []);
  const { page, next } = pageOf(all, ({ id }) => id, wanted);
  const list: ConnectionsPage = { connections: page.map(lineOf), next };
  return answer(list);
}

/** GET /apps/:app/connections/:id */
export function showConnection({ operator, app, name }: OperatorCall): ApiAnswer {
  const connection = operator.broker.runtimeOf(app).connections.get(name);
  if (connection === undefined) return notHere;
  return answer({ ...lineOf(connection), subscriptions: [...connection.subscriptions.keys()] });
}

/** [W35] POST /apps/:app/connections/:id/close */
export function closeConnection({ operator, app, name }: OperatorCall): ApiAnswer {
  const connection = operator.broker.runtimeOf(app).connections.get(name);
  if (connection === undefined) return notHere;
  operator.broker.end(connection, closeCodes.terminated);
  return answer({ closed: 1 }, 202);
}

/** [W35] POST /apps/:app/users/:user/terminate */
export async function terminateUser({ operator, app, name }: OperatorCall): Promise<ApiAnswer> {
  await operator.cluster.terminate(app, name);
  return answer({}, 202);
}

const notHere = refusedBody(404, 'There is no connection with this id on this node');

const lineOf = ({ id, user, protocol, subscriptions }: Connection): ConnectionLine => ({
  id,
  user: user?.member.userId ?? null,
  protocol,
  channels: subscriptions.size,
});
