import { errors } from './errors.ts';

/** Why a subscription was refused: first on the channel, then as `pusher:error`. */
export interface SubscriptionError {
  readonly type: string;
  readonly status: number;
  readonly error: string;
}
const refusal = (type: string, status: number, error: string): SubscriptionError => ({ type, status, error });
const auth = (error: string): SubscriptionError => refusal('AuthError', 401, error);
export const subscriptionErrors = {
  badName: refusal('InvalidChannel', 400, errors.badChannelName.message),
  malformed: (why: string) => auth(why),
  noAuth: auth('Invalid format: auth must have the format key:signature'),
  foreignKey: (key: string) => auth(`Invalid key in subscription auth data: '${key.slice(0, 128)}'`),
  badSignature: (text: string, got: string) =>
    auth(`Invalid signature: Expected HMAC SHA256 hex digest of ${text.slice(0, 400)}, but got ${got.slice(0, 128)}`),
  badChannelData: (why: string) => auth(`Invalid channel_data: ${why}`),
  notThatUser: auth('Only a connection signed in as this user can subscribe to its channel'),
  tooManyChannels: (most: number) =>
    refusal('LimitReached', 403, `A connection can be subscribed to at most ${most} channels`),
  tooManyNameBytes: (most: number) =>
    refusal('LimitReached', 403, `The names of the channels of a connection can have at most ${most} bytes together`),
  tooManyMembers: (most: number) => refusal('LimitReached', 403, `A presence channel can have at most ${most} members`),
  userIdTooLong: (most: number) =>
    refusal('LimitReached', 413, `A presence user_id can have at most ${most} characters`),
  userInfoTooLarge: (most: number) =>
    refusal('LimitReached', 413, `A presence user_info can have at most ${most} bytes`),
  waiting: refusal('WAITING', 403, 'Somebody in the room has to let you in; wait here'),
  denied: refusal('FORBIDDEN', 403, 'You were not let in'),
  unavailable: refusal('ServiceUnavailable', 503, errors.unavailable.message),
} as const;
