import { ownKey } from '../apps/app.ts';
import { isLonger } from '../protocol/bytes.ts';
import type { ChannelKind, ChannelName } from '../protocol/channel-name.ts';
import { userChannel } from '../protocol/channel-name.ts';
import { idText, isTooDeep, jsonText, tooDeep } from '../protocol/json.ts';
import { channelText, isSigned } from '../protocol/signatures.ts';
import { type SubscriptionError, subscriptionErrors } from '../protocol/subscription-errors.ts';
import type { Subscribe } from '../protocol/types/client-frame.ts';
import type { Member } from './ports/presence.ts';
import { signedWith } from './revoke.ts';
import type { Connection } from './state.ts';

export type Authorized = { readonly member: Member | undefined } | { readonly refusal: SubscriptionError };

const nobody: Authorized = { member: undefined };
const no = (refusal: SubscriptionError): Authorized => ({ refusal });

/** Whether this connection may join, and as whom. */
export function authorize(
  connection: Connection,
  channel: ChannelName,
  kind: ChannelKind,
  data: Subscribe['data'],
): Authorized {
  if (kind.user) {
    const own = connection.user !== undefined && channel === userChannel(connection.user.member.userId);
    return own ? nobody : no(subscriptionErrors.notThatUser);
  }
  if (!kind.private) return nobody;
  // An empty channel_data says nothing on a presence channel, but is signed like any other elsewhere.
  const channelData = (kind.presence && data.channel_data === '' ? undefined : data.channel_data) ?? undefined;
  const refusal = checkSignature(connection, channel, kind, data.auth, channelData);
  if (refusal !== undefined) return no(refusal);
  if (!kind.presence) return nobody;
  if (channelData !== undefined) return readMember(connection, channelData);
  if (connection.user === undefined) {
    return no(subscriptionErrors.badChannelData('a presence channel expects channel_data, or a signed-in connection'));
  }
  return checkMember(connection, connection.user.member);
}

function checkSignature(
  connection: Connection,
  channel: ChannelName,
  kind: ChannelKind,
  auth: string | null | undefined,
  channelData: string | undefined,
): SubscriptionError | undefined {
  const colon = auth?.indexOf(':') ?? -1;
  if (typeof auth !== 'string' || colon < 0) return subscriptionErrors.noAuth;
  const key = auth.slice(0, colon);
  const secret = connection.runtime.app.secrets.get(key);
  if (secret === undefined) return subscriptionErrors.foreignKey(key);
  const signature = auth.slice(colon + 1);
  const text = channelText(connection.id, channel, channelData);
  if (isSigned(secret, text, signature)) return void signedWith(connection, ownKey(connection.runtime.app, key));
  // Where channel_data is not used, a signature that leaves it out does no harm. On presence channels it would let anyone be anybody.
  if (!kind.presence && channelData !== undefined && isSigned(secret, channelText(connection.id, channel), signature)) {
    return void signedWith(connection, ownKey(connection.runtime.app, key));
  }
  return subscriptionErrors.badSignature(text, signature);
}

/** The door for channel_data: signed, but by an application that may get it wrong. */
function readMember(connection: Connection, channelData: string): Authorized {
  let value: unknown;
  try {
    value = JSON.parse(channelData);
  } catch {
    return no(subscriptionErrors.badChannelData('it is not JSON'));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return no(subscriptionErrors.badChannelData('expected a JSON object'));
  }
  const { user_id: id, user_info: info } = value as { user_id?: unknown; user_info?: unknown };
  // [R4] Numbers come in, texts go out.
  const userId = typeof id === 'number' ? idText(id, 'user_id', channelData) : id;
  if (typeof userId !== 'string' || userId === '') return no(subscriptionErrors.badChannelData('expected a user_id'));
  const text = jsonText(info);
  if (info !== undefined && (text === undefined || isTooDeep(text)))
    return no(subscriptionErrors.badChannelData(`user_info is nested too deeply: ${tooDeep}`));
  return checkMember(connection, { userId, info: text });
}

function checkMember(connection: Connection, member: Member): Authorized {
  const { userIdLength, userInfoBytes } = connection.runtime.app.settings.limits;
  if (member.userId.length > userIdLength) return no(subscriptionErrors.userIdTooLong(userIdLength));
  if (member.info !== undefined && isLonger(member.info, userInfoBytes)) {
    return no(subscriptionErrors.userInfoTooLarge(userInfoBytes));
  }
  return { member };
}
