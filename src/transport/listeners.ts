import type { TemplatedApp } from 'uWebSockets.js';
import type { Fanout } from '../channels/ports/socket.ts';
import { ClientSocket } from './client-socket.ts';
import type { Coalescer } from './coalescer.ts';
import { type Listening, listen, listenBeside, listenReplaceably } from './listen.ts';
import type { Listener } from './listener.ts';
import { uws } from './uws.ts';

/** What an engine needs to speak TLS. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly passphrase: string | null;
  readonly ciphers: string | null;
  /** Another one: another certificate. */
  readonly fingerprint: string;
}

/**
 * The engine that listens, and those before it that still have sockets: a new certificate wants a new engine, as the
 * old one cannot change what clients without SNI get.
 */
export interface Listeners {
  readonly fanout: Fanout;
  readonly port: number;
  /** How long frames wait for others. */
  readonly window: Coalescer['window'];
  open(certificate: Certificate | undefined): Promise<void>;
  /** Takes the certificate if it is another one. Rejects, and changes nothing, when it is no good. */
  renew(certificate: Certificate | undefined): Promise<void>;
  stopListening(): void;
  /** Open sockets, refused ones too. */
  readonly sockets: number;
  /** Whether sockets that were ended may still be reading what waited for them. */
  readonly flushing: boolean;
  close(): void;
}

/** The files of the certificate cannot be read, or do not belong together. */
export class BadCertificate extends Error {}

export function createListeners(
  host: string,
  port: number,
  serve: (engine: Listener) => void,
  coalescerOf: (out: Coalescer['publish'], subscribers: (topic: string) => number) => Coalescer,
): Listeners {
  let listeners: readonly Listener[] = [];
  let listening: Listening | undefined;
  let fingerprint: string | undefined;
  const coalescer = coalescerOf(
    (topic, frame, except) => publish(listeners, topic, frame, except),
    (topic) => listeners.reduce((sum, { app }) => sum + app.numSubscribers(topic), 0),
  );

  function create(certificate: Certificate | undefined): Listener {
    const tls = certificate !== undefined;
    const made: Listener = { app: createApp(certificate), tls, sockets: 0, coalescer, flushing: false };
    serve(made);
    return made;
  }

  return {
    fanout: coalescer,
    window: coalescer.window,
    get port() {
      return listening?.port ?? port;
    },
    async open(certificate) {
      const first = create(certificate);
      listening = await (first.tls ? listenReplaceably : listen)(first.app, host, port);
      listeners = [first];
      fingerprint = certificate?.fingerprint;
    },
    async renew(certificate) {
      if (listening === undefined || certificate?.fingerprint === fingerprint) return;
      if (certificate === undefined || fingerprint === undefined)
        throw new BadCertificate('tls: to turn TLS on or off, restart the server.');
      const before = listening;
      const next = create(certificate);
      listening = await listenBeside(next.app, host, before.port);
      // Those before stay for good: a connection may have been accepted and not be a socket yet. There are few: each
      // stands for a certificate that was replaced.
      listeners = [next, ...listeners];
      fingerprint = certificate.fingerprint;
      await turnOfLoop(); // who waits to be accepted by the one before is, and not cut off
      before.stop();
    },
    stopListening: () => listening?.stop(),
    get sockets() {
      return listeners.reduce((sum, one) => sum + one.sockets, 0);
    },
    get flushing() {
      return listeners.some(({ flushing }) => flushing);
    },
    close() {
      coalescer.flush();
      for (const { app } of listeners) app.close();
    },
  };
}

/** One in which every socket that has something to say was heard. */
const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Hot path: one native call for all subscribers, whatever their number. */
function publish(listeners: readonly Listener[], topic: string, frame: string, except: unknown): void {
  const ws = except instanceof ClientSocket ? except.ws : undefined;
  for (const one of listeners) {
    if (one.sockets === 0) continue;
    // The engine's own exclusion reaches nobody where that socket is not subscribed, and where nobody else is.
    const excludes = ws !== undefined && (except as ClientSocket).engine === one;
    if (excludes && (ws.publish(topic, frame) || ws.isSubscribed(topic))) continue;
    one.app.publish(topic, frame);
  }
}

/** Throws BadCertificate where an engine could not use it. */
export const tryCertificate = (certificate: Certificate | undefined): void => void createApp(certificate).close();

function createApp(certificate: Certificate | undefined): TemplatedApp {
  if (certificate === undefined) return uws.App();
  const { cert, key, passphrase, ciphers } = certificate;
  try {
    return uws.SSLApp({
      cert_file_name: cert,
      key_file_name: key,
      ...(passphrase === null ? {} : { passphrase }),
      ...(ciphers === null ? {} : { ssl_ciphers: ciphers }),
    });
  } catch {
    throw new BadCertificate(
      `tls: ${cert} and ${key} are no certificate and its key; expected two PEM files that belong together.`,
    );
  }
}
