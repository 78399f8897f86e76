import { fromCommandLine } from './program/backup/from-command-line.ts';
import { passphraseFrom } from './program/backup/passphrase.ts';
import { restore } from './program/backup/restore.ts';
import { optionsOrStop } from './program/options.ts';
import { typedPath } from './program/typed-path.ts';

/** `npm run restore -- FILE`: what `npm run backup` wrote, in an empty database. See docs/backup.md. */
const options = optionsOrStop({
  run: 'npm run restore',
  does: 'Brings what npm run backup wrote into the database that the settings name, which has to be empty, or into a new embedded one. The file is read to its end first, and the audit trail is verified afterwards. Staffroom must not run meanwhile.',
  words: { name: 'FILE', says: 'what npm run backup wrote; of this release, or of an older one' },
  options: {
    check: { says: 'only say whether the file is whole, and what is in it; nothing is changed' },
    replace: { says: 'delete all that Staffroom has in the database before, once it is backed up in .data/replaced' },
    'passphrase-file': {
      value: 'FILE',
      says: 'take the passphrase from the first line of a file; else it is asked for',
    },
  },
  examples: ['backups/staffroom-2026-11-30T02-00-00Z.gz.age', '--check backups/staffroom-2026-11-30T02-00-00Z.gz.age'],
});

await fromCommandLine(async (told) => {
  const [file, ...more] = options.words;
  if (!file || more.length > 0) throw new Error('Name one backup: npm run restore -- FILE');
  return restore({
    file: typedPath(file),
    passphrase: () => passphraseFrom({ file: options.value('passphrase-file'), isNew: false }),
    check: options.has('check'),
    replace: options.has('replace'),
    ...told,
  });
});
