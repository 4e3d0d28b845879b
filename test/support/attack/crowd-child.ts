import { connect } from 'node:net';
import { hmac } from '../../../src/protocol/hmac.ts';
import { channelText, userText } from '../../../src/protocol/signatures.ts';
import { frameOf } from '../clients/hand-socket.ts';
import { credentials } from '../core/core.ts';
import { upgrade } from './attacks.ts';

/** Connections of one user; each a member of its own of a presence channel, where one is named. */
export interface Wanted {
  readonly port: number;
  readonly sockets: number;
  readonly userId: string;
  readonly channel?: string;
}

const { port, sockets, userId, channel } = JSON.parse(process.argv[2] ?? '{}') as Wanted;
const atOnce = 50;
let open = 0;

const sign = (text: string): string => `${credentials.key}:${hmac(credentials.secret, text)}`;
const say = (event: string, data: object): Buffer => frameOf(JSON.stringify({ event, data }));

function introduce(socketId: string, n: number): Buffer {
  const userData = JSON.stringify({ id: userId });
  const signIn = say('pusher:signin', { auth: sign(userText(socketId, userData)), user_data: userData });
  if (channel === undefined) return signIn;
  const channelData = JSON.stringify({ user_id: `m${n}` });
  const auth = sign(channelText(socketId, channel, channelData));
  return Buffer.concat([signIn, say('pusher:subscribe', { channel, auth, channel_data: channelData })]);
}

/** Settles once it is in; what it hears from then on is not looked at. */
function come(n: number): Promise<void> {
  const last = channel === undefined ? 'signin_success' : 'subscription_succeeded';
  return new Promise((resolve) => {
    let heard: string | undefined = '';
    let greeted = false;
    const socket = connect(port, '127.0.0.1', () => socket.write(upgrade));
    socket
      .on('error', () => {})
      .on('data', (bytes) => {
        if (heard === undefined) return;
        heard += bytes.toString('latin1');
        const socketId = /socket_id\\":\\"([\d.]+)/.exec(heard)?.[1];
        if (socketId !== undefined && !greeted) socket.write(introduce(socketId, n));
        greeted ||= socketId !== undefined;
        if (!heard.includes(last)) return;
        heard = undefined;
        resolve();
      });
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      open -= 1;
      if (open === 0) process.send?.('gone');
    });
    open += 1;
  });
}

let next = 0;
const comeOneByOne = async (): Promise<void> => {
  while (next < sockets) await come(next++);
};
await Promise.all(Array.from({ length: atOnce }, comeOneByOne));
process.send?.('there');
