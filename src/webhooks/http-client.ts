import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from '../clock.ts';
import type { AddressGuard } from './address-guard.ts';
import type { Sending } from './delivery.ts';
import type { Post } from './endpoint-parts.ts';
import type { Resolve } from './resolve.ts';

export interface HttpClient {
  readonly post: Post;
  /** Ends every connection; what is under way fails. */
  close(): void;
}

/** [W20] */
const maxAnswerBytes = 65_536;

const agentOptions = { keepAlive: true, maxFreeSockets: 8, timeout: 30_000 };

/** Node's own HTTP, as its fetch takes neither an agent nor a lookup of ours. Redirects are not followed: it never does. */
export function createHttpClient(
  clock: Clock,
  timeoutMs: number,
  isAllowed: AddressGuard,
  resolve: Resolve,
): HttpClient {
  const http = new HttpAgent(agentOptions);
  const https = new HttpsAgent(agentOptions);

  /** [W25] Hands out nothing but what was checked, so the address checked is the one connected to. */
  const lookup: LookupFunction = (host, { all, family }, done) => {
    const wanted = family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : 0;
    resolve(host).then(
      (addresses) => {
        const fitting = addresses.filter((one) => wanted === 0 || one.family === wanted);
        const allowed = fitting.filter(({ address }) => isAllowed(address));
        const [first] = allowed;
        if (first === undefined) done(new Error(notAllowed(host)), all === true ? [] : '', 0);
        else if (all === true) done(null, [...allowed]);
        else done(null, first.address, first.family);
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, all === true ? [] : '', 0),
    );
  };

  function start({ url, headers, body }: Sending): ClientRequest {
    const secure = url.startsWith('https:');
    const options = {
      method: 'POST',
      headers: { ...headers, 'Content-Length': body.length },
      lookup,
      agent: secure ? https : http,
    };
    return (secure ? requestHttps : requestHttp)(url, options).end(body);
  }

  function attempt(sending: Sending, deadline: number): Promise<string | undefined> {
    return new Promise((done) => {
      const request = start(sending);
      let answered = false;
      let why: string | undefined;
      const timer = clock.after(deadline - clock.now(), () => request.destroy(new Error('no answer in time')));
      request.on('response', (response) => {
        answered = true;
        why = describeError(response);
        drain(response, () => {
          timer.cancel();
          done(why);
        });
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        timer.cancel();
        if (answered) return; // only the rest of a body that nobody wants
        // The receiver closed the idle connection just as we used it: it has seen nothing, and a new one will do.
        const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        done(stale && clock.now() < deadline ? attempt(sending, deadline) : error.message);
      });
      request.on('close', () => {
        timer.cancel();
        if (!answered) done('the connection was closed without an answer');
      });
    });
  }

  return {
    post(sending) {
      const host = new URL(sending.url).hostname.replace(/^\[(.*)\]$/, '$1');
      // Nobody looks up what is an address already.
      if (isIP(host) !== 0 && !isAllowed(host)) return Promise.resolve(notAllowed(host));
      return attempt(sending, clock.now() + timeoutMs);
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

const notAllowed = (host: string): string =>
  `${host} is at an address that webhooks are not sent to; see webhooks.privateAddresses`;

/** [W17] */
function describeError({ statusCode = 0 }: IncomingMessage): string | undefined {
  if (statusCode >= 200 && statusCode < 300) return undefined;
  return `answered ${statusCode}${statusCode >= 300 && statusCode < 400 ? ', and redirects are not followed' : ''}`;
}

/** Lets go of the connection: to be used again after a short answer, for good after a long one. */
function drain(response: IncomingMessage, done: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) response.destroy();
  });
  response.on('error', () => {}); // a close follows
  response.on('close', done);
}
