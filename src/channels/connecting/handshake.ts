import { type App, ownKey } from '../../apps/app.ts';
import type { AppList } from '../../apps/app-list.ts';
import { type CloseCode, closeCodes } from '../../protocol/close-codes.ts';
import { isLocalHost, isLocalOrigin } from '../../protocol/local-names.ts';
import { percentDecode } from '../../protocol/percent-decode.ts';

/** What a client said when it connected, copied from wherever it came. */
export interface Handshake {
  /** Without the configured prefix; undefined when the path did not start with it. */
  readonly path: string | undefined;
  readonly query: string;
  readonly host: string;
  readonly origin: string;
  readonly tls: boolean;
}

export interface HandshakeSettings {
  readonly lenientProtocol: boolean;
  /** The development app is served: [C39] to local names alone. */
  readonly development: boolean;
}

export interface Admitted {
  readonly app: App;
  /** The one it came with: the app's own text, as each URL brings a copy. */
  readonly key: string;
  readonly protocol: number;
}

export interface Refused {
  readonly closeCode: CloseCode;
  /** What the client seems to speak: [C6] up to 5 it is told in a frame too. */
  readonly protocol: number;
}

/** [C9] Everything that can be told from the handshake alone, in the documented order. Quotas come with the connection. */
export function checkHandshake(apps: AppList, handshake: Handshake, around: HandshakeSettings): Admitted | Refused {
  const { lenientProtocol: lenient } = around;
  const query = new URLSearchParams(handshake.query);
  const spoken = readProtocol(query);
  const protocol = typeof spoken === 'number' ? spoken : lenient ? 7 : oldProtocol(query);
  const refused = (closeCode: CloseCode): Refused => ({ closeCode, protocol });
  const key = keyOf(handshake.path);
  if (key === undefined) return refused(closeCodes.unknownPath);
  const app = apps.byKey(key);
  if (app === undefined) return refused(closeCodes.unknownApp);
  if (typeof spoken !== 'number' && !lenient) return refused(spoken);
  const { settings } = app;
  if (settings.tlsOnly && !handshake.tls) return refused(closeCodes.tlsOnly);
  if (!settings.enabled) return refused(closeCodes.appDisabled);
  const foreign = checkNames(app, handshake, around);
  return foreign === undefined ? { app, key: ownKey(app, key), protocol } : refused(foreign);
}

/** What it was called by, and by whose page. */
function checkNames(
  { settings }: App,
  { host, origin }: Handshake,
  { development }: HandshakeSettings,
): CloseCode | undefined {
  if (development && !(isLocalHost(host) && isLocalOrigin(origin))) return closeCodes.notLocal;
  return isAllowedOrigin(settings.allowedOrigins, origin) ? undefined : closeCodes.originNotAllowed;
}

/** [C6] A client too old to be served still learns why from a frame; one that says nothing readable, from the close. */
const oldProtocol = (query: URLSearchParams): number => (/^[0-3]$/.test(query.get('protocol') ?? '') ? 3 : 7);

/** The protocol version, or why there is none. */
function readProtocol(query: URLSearchParams): number | CloseCode {
  const text = query.get('protocol');
  if (text === null || text === '') {
    const version = query.get('version');
    const malformed = version !== null && !/^\d+(\.\d+)*([-+.]\w+)*$/.test(version);
    return malformed ? closeCodes.badVersion : closeCodes.noProtocol;
  }
  return /^[4-7]$/.test(text) ? Number(text) : closeCodes.unsupportedProtocol;
}

/** `/app/{key}`; keys may hold characters that a URL escapes. A lone % is nobody's key, and no reason to fail. */
function keyOf(path: string | undefined): string | undefined {
  const escaped = path === undefined ? undefined : /^\/app\/([^/]+)\/?$/.exec(path)?.[1];
  return escaped === undefined ? undefined : (percentDecode(escaped) ?? escaped);
}

/** By host, as browsers send `scheme://host:port`. No origin: not a browser, which could say anything anyway. */
function isAllowedOrigin(allowed: readonly string[], origin: string): boolean {
  if (origin === '' || allowed.includes('*')) return true;
  const host = origin
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/:\d+$/, '')
    .toLowerCase();
  return allowed.some((one) => {
    const wanted = one.toLowerCase();
    if (wanted === host || wanted === origin.toLowerCase()) return true;
    return wanted.startsWith('*.') && host.endsWith(wanted.slice(1));
  });
}
