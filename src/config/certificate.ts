import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type CheckedConfig, ConfigError } from './check.ts';

/** The files that make the port speak TLS, and a mark that changes with what is in them. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  readonly passphrase: string | null;
  readonly ciphers: string | null;
  readonly fingerprint: string;
}

/** Undefined: the port does not speak TLS. */
export function readCertificate({ tls }: CheckedConfig): CertificateFiles | undefined {
  const { cert, key, passphrase, ciphers } = tls;
  if (cert === null && key === null) return undefined;
  if (cert === null || key === null)
    throw new ConfigError(
      `tls.${cert === null ? 'cert' : 'key'}: got nothing, expected a PEM file, as the other of the two is set.`,
    );
  const hash = createHash('sha256').update(JSON.stringify(tls)).update(read('cert', cert)).update(read('key', key));
  return { cert, key, passphrase, ciphers, fingerprint: hash.digest('hex') };
}

function read(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigError(`tls.${name}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
