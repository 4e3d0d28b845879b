import Pusher from 'pusher';
import t from 'tap';
import { authorize } from '../../src/channels/authorize.ts';
import { kindOf, parseChannelName } from '../../src/protocol/channel-name.ts';
import { hmac } from '../../src/protocol/hmac.ts';
import { channelText, isSigned, userText } from '../../src/protocol/signatures.ts';
import { testApp, testCore } from '../support/core/core.ts';

// The protocol's known examples.
const key = '278d425bdf160c739803';
const secret = '7ad3773142a6692b25b8';
const socketId = '1234.1234';
const channels = '{"user_id":10,"user_info":{"name":"Mr. Channels"}}';
const pusher = '{"user_id":10,"user_info":{"name":"Mr. Pusher"}}';
const user = '{"id":"12345"}';
const vectors: [what: string, text: string, digest: string][] = [
  [
    'a private channel',
    channelText(socketId, 'private-foobar'),
    '58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4',
  ],
  [
    'a presence channel',
    channelText(socketId, 'presence-foobar', channels),
    '31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80',
  ],
  [
    'another member',
    channelText(socketId, 'presence-foobar', pusher),
    'afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c',
  ],
  ['a user', userText(socketId, user), '4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba'],
];

const sdk = new Pusher({ appId: '1', key, secret, host: 'localhost' });

t.test('[S7] the known examples of the protocol verify', async (t) => {
  t.equal(channelText(socketId, 'private-foobar'), '1234.1234:private-foobar');
  t.equal(channelText(socketId, 'presence-foobar', channels), `1234.1234:presence-foobar:${channels}`);
  t.equal(userText(socketId, user), `1234.1234::user::${user}`);
  for (const [what, text, digest] of vectors) {
    t.equal(hmac(secret, text), digest, what);
    t.ok(isSigned(secret, text, digest), what);
    t.notOk(isSigned(secret, text, digest.toUpperCase()), 'the digest is lower-case');
    t.notOk(isSigned(secret, `${text} `, digest));
    t.notOk(isSigned(`${secret}0`, text, digest));
  }
});

t.test('[S7] [U1] what the SDK signs is what we expect', async (t) => {
  const [forPrivate, forMember, , forUser] = vectors.map(([, , digest]) => `${key}:${digest}`);
  t.equal(sdk.authorizeChannel(socketId, 'private-foobar').auth, forPrivate);
  const member = sdk.authorizeChannel(socketId, 'presence-foobar', JSON.parse(channels));
  t.equal(member.channel_data, channels);
  t.equal(member.auth, forMember);
  t.same(sdk.authenticateUser(socketId, JSON.parse(user)), { auth: forUser, user_data: user });
});

t.test('[S7] what we sign is what the SDK verifies', async (t) => {
  // Its webhook reader is the code of the SDK that checks a signature.
  const body = '{"time_ms":1327078148132,"events":[{"name":"channel_occupied","channel":"my-channel"}]}';
  const digest = hmac(secret, body);
  t.equal(digest, 'c19001ae3963ccb13bf618e5b16ba9848e7e74df0993aa0689168e341c6833cf');
  const headers = { 'x-pusher-key': key, 'x-pusher-signature': digest, 'content-type': 'application/json' };
  const read = (signature: string): boolean =>
    sdk.webhook({ headers: { ...headers, 'x-pusher-signature': signature }, rawBody: body }).isValid();
  t.ok(read(digest));
  t.notOk(read(digest.replace('c', 'd')));
});

t.test('[S7] the whole door: what the SDK signs lets in, on every private kind', async (t) => {
  const app = testApp({}, { id: '1', key, secret });
  const core = await testCore();
  const { connection } = core.connect(app);
  const foreign = core.connect(app).connection;
  const encrypted = new Pusher({
    appId: '1',
    key,
    secret,
    host: 'localhost',
    encryptionMasterKeyBase64: Buffer.alloc(32, 1).toString('base64'),
  });
  for (const prefix of ['private-', 'private-cache-', 'private-encrypted-', 'private-encrypted-cache-']) {
    const channel = parseChannelName(`${prefix}a`, 164);
    if (channel === undefined) throw new Error('no name');
    const { auth } = encrypted.authorizeChannel(connection.id, channel);
    const data = { channel, auth };
    t.notOk('refusal' in authorize(connection, channel, kindOf(channel), data), channel);
    t.match(authorize(foreign, channel, kindOf(channel), data), { refusal: { type: 'AuthError', status: 401 } });
  }
});
