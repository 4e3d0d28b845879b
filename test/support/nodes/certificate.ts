import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemProgram } from './system-program.ts';

export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** A new certificate for localhost and 127.0.0.1 that signs itself, in these files. */
export function makeCertificate(folder: string, { passphrase = '' } = {}): MadeCertificate {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const locked = passphrase === '' ? ['-nodes'] : ['-passout', `pass:${passphrase}`];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-days', '2'];
  const args = ['req', '-x509', ...kind, ...locked, ...names, '-keyout', key, '-out', cert];
  execFileSync(systemProgram('openssl').path, args, { stdio: 'pipe' });
  return { cert, key, fingerprint: new X509Certificate(readFileSync(cert)).fingerprint256 };
}
