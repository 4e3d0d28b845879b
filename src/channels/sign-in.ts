import { ownKey } from '../apps/app.ts';
import { isUserId } from '../protocol/channel-name.ts';
import * as encode from '../protocol/encode.ts';
import { type ErrorMessage, errors } from '../protocol/errors.ts';
import { idText, isTooDeep, jsonText, tooDeep } from '../protocol/json.ts';
import { isSigned, userText } from '../protocol/signatures.ts';
import type { SignIn } from '../protocol/types/client-frame.ts';
import { sendError } from './connection.ts';
import type { Core } from './core.ts';
import { completeJoin } from './feed.ts';
import type { Member } from './ports/presence.ts';
import { markAuthorized } from './quota.ts';
import { record } from './record.ts';
import { signedWith } from './revoke.ts';
import type { AppRuntime, Connection } from './state.ts';
import { arriveAtUser, departFromUser, enterCluster, giveUpUser, leaveUserCluster } from './user-channel.ts';
import { watch } from './watchlist.ts';

interface UserData {
  readonly member: Member;
  readonly watchlist: readonly string[];
}

/** [U1] Answers success with the very text that was signed. */
export function signIn(core: Core, connection: Connection, { data }: SignIn): Promise<void> | undefined {
  const read = readUser(connection, data);
  if (typeof read === 'string') return refuse(connection, errors.badSignIn(read));
  const present = connection.user?.member.userId;
  if (present !== undefined) {
    if (present === read.member.userId) return void connection.socket.send(encode.signInSuccess(data.user_data));
    return refuse(connection, errors.badSignIn('this connection is signed in as another user'));
  }
  return enter(core, connection, read, data.user_data);
}

function refuse(connection: Connection, error: ErrorMessage): undefined {
  record(connection, 'sign-in-refused', { code: error.code, why: error.message });
  sendError(connection, error);
}

async function enter(
  core: Core,
  connection: Connection,
  { member, watchlist }: UserData,
  userData: string,
): Promise<void> {
  const { runtime } = connection;
  const { userId } = member;
  addConnection(runtime, userId, connection); // before the answer: a terminate that follows must find it
  const arrival = arriveAtUser(connection, userId);
  const serial = await enterCluster(core, connection, userId);
  // Before it holds anything: this may be one too many for the quota, and then it closes.
  if (serial !== undefined && connection.open) markAuthorized(core, connection);
  if (serial === undefined || !connection.open || arrival.newcomer.from === undefined) {
    giveUpUser(connection, arrival);
    removeConnection(runtime, userId, connection);
    return serial === undefined ? refuse(connection, errors.unavailable) : leaveUserCluster(core, connection, userId);
  }
  connection.user = { member, watching: [] };
  record(connection, 'signed-in', { serial });
  connection.socket.send(encode.signInSuccess(userData));
  completeJoin(arrival.feed, arrival.newcomer, serial);
  const { settings } = runtime.app;
  if (settings.watchlist && watchlist.length > 0) await watch(core, connection, watchlist);
}

/** Of a connection that closed. */
export function signOut(core: Core, connection: Connection, userId: string): Promise<void> {
  removeConnection(connection.runtime, userId, connection);
  departFromUser(connection, userId);
  return leaveUserCluster(core, connection, userId);
}

/** The user, or what is wrong with the sign-in. */
function readUser(connection: Connection, { auth, user_data: text }: SignIn['data']): UserData | string {
  const colon = auth.indexOf(':');
  if (colon < 0) return 'auth must have the format key:signature';
  const { app } = connection.runtime;
  const key = auth.slice(0, colon);
  const secret = app.secrets.get(key);
  if (secret === undefined) return `invalid key '${key.slice(0, 128)}'`;
  if (!isSigned(secret, userText(connection.id, text), auth.slice(colon + 1))) return 'invalid signature';
  signedWith(connection, ownKey(app, key));
  return readUserData(text, app.settings.limits.userIdLength);
}

function readUserData(text: string, longestId: number): UserData | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'user_data is not JSON';
  }
  if (typeof value !== 'object' || value === null) return 'user_data must be a JSON object';
  const { id, user_info: info, watchlist } = value as { id?: unknown; user_info?: unknown; watchlist?: unknown };
  const userId = typeof id === 'number' ? idText(id, 'id', text) : id;
  if (typeof userId !== 'string' || !isUserId(userId) || userId.length > longestId) {
    return `user_data.id must be a text of up to ${longestId} letters, digits and _ - = @ , . ;`;
  }
  const watched = (Array.isArray(watchlist) ? watchlist : [])
    .map((one: unknown) => (typeof one === 'number' ? String(one) : one))
    .filter((one) => typeof one === 'string');
  const infoText = jsonText(info);
  if (info !== undefined && (infoText === undefined || isTooDeep(infoText)))
    return `user_info is nested too deeply: ${tooDeep}`;
  return {
    member: { userId, info: infoText },
    watchlist: [...new Set(watched)],
  };
}

function addConnection(runtime: AppRuntime, userId: string, connection: Connection): void {
  const present = runtime.users.get(userId);
  if (present === undefined) runtime.users.set(userId, new Set([connection]));
  else present.add(connection);
}

function removeConnection(runtime: AppRuntime, userId: string, connection: Connection): void {
  const present = runtime.users.get(userId);
  present?.delete(connection);
  if (present?.size === 0) runtime.users.delete(userId);
}
