import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { count, formatDate } from '../../../ui/formats.ts';
import { daysUntil, isSoon } from '../certificate.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, wrong } = findingsAbout('certificates');

const one = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** The files of certificates that settings name: whether they can be read, and how long they are good. */
export const certificates: Check = {
  about: 'certificates',
  async look(at) {
    const found = await Promise.all(named(at).map(({ by, path }) => look(by, path, at.clock())));
    return found.flat();
  },
};

function named({ env }: DoctorContext): { by: string; path: string }[] {
  const url = env.DATABASE_URL ?? '';
  const given = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
  const all = [
    // Node.js reads it as it starts, and only warns where it can't.
    ['NODE_EXTRA_CA_CERTS', env.NODE_EXTRA_CA_CERTS],
    ['sslrootcert in DATABASE_URL', given.get('sslrootcert')],
    ['sslcert in DATABASE_URL', given.get('sslcert')],
  ] as const;
  return all.flatMap(([by, path]) => (path && path !== 'system' ? [{ by, path }] : []));
}

async function look(by: string, path: string, now: Date): Promise<Finding[]> {
  const text = await readFile(path, 'latin1').catch((error: NodeJS.ErrnoException) => error.code ?? 'unreadable');
  const found = text.match(one);
  if (!found) {
    const isFile = text.length > 20;
    const says = isFile ? `${by}: ${path} has no certificate in it.` : `${by}: ${path} can’t be read (${text}).`;
    return [wrong(says, 'Name a PEM file that this user may read, which begins with -----BEGIN CERTIFICATE-----')];
  }
  const ends = found.map(endOf);
  if (ends.includes(undefined)) {
    return [wrong(`${by}: ${path} has a certificate that can’t be read.`, 'Copy it again, whole.')];
  }
  // Of several the last to end counts: a system's own list has authorities that are over, and others in their place.
  const last = new Date(Math.max(...ends.map(Number)));
  const what = found.length === 1 ? 'the certificate' : `the last of ${found.length} certificates`;
  const days = daysUntil(last, now);
  const on = formatDate(last, 'UTC');
  if (days < 0) return [wrong(`${by}: ${what} in ${path} ended on ${on}.`, renew)];
  if (isSoon({ endsAt: last }, now))
    return [wrong(`${by}: ${what} in ${path} ends in ${count(days, 'day')}, on ${on}.`, renew)];
  return [good(`${by}: ${path} is good until ${on}.`)];
}

const renew = 'Put the one in that follows it, and start Staffroom again.';

function endOf(pem: string): Date | undefined {
  try {
    return new Date(new X509Certificate(pem).validTo);
  } catch {
    return undefined;
  }
}
