import { fileURLToPath } from 'node:url';
import { packageRoot } from './lib/package-root.ts';
import { backUp } from './program/backup/back-up.ts';
import { fromCommandLine } from './program/backup/from-command-line.ts';
import { passphraseFrom } from './program/backup/passphrase.ts';
import { optionsOrStop } from './program/options.ts';

/** `npm run backup`: all that a school keeps, in one file. See docs/backup.md. */
const options = optionsOrStop({
  run: 'npm run backup',
  does: 'Writes all that Staffroom keeps, as of this moment, into one file that npm run restore reads: people, requests, the audit trail, what waits to be sent, and the secret key. Staffroom may run meanwhile. Changes nothing.',
  options: {
    to: {
      value: 'FILE',
      says: 'where to, or a folder in which it is named by the time; without it, the folder backups',
    },
    seal: { says: 'ask for a passphrase, without which nobody can read it' },
    'passphrase-file': {
      value: 'FILE',
      says: 'take the passphrase from the first line of a file, for what runs at night',
    },
    'without-key': { says: 'leave the secret key out, where it is kept elsewhere' },
    keep: { value: 'NUMBER', says: 'then remove all but the newest so many from the folder' },
  },
  examples: ['', '--seal', '--to /mnt/backups/ --passphrase-file /etc/staffroom/passphrase --keep 14'],
});

await fromCommandLine(async (told) => {
  const file = options.value('passphrase-file');
  const keep = options.value('keep');
  if (keep !== undefined && !/^[1-9]\d{0,3}$/.test(keep))
    throw new Error('--keep wants a whole number, from 1: how many backups stay.');
  return backUp({
    to: options.value('to') ?? fileURLToPath(new URL('backups/', packageRoot)),
    passphrase: file !== undefined || options.has('seal') ? await passphraseFrom({ file, isNew: true }) : undefined,
    withKey: !options.has('without-key'),
    keep: keep === undefined ? undefined : Number(keep),
    ...told,
  });
});
