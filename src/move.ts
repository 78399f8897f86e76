import { fromCommandLine } from './program/backup/from-command-line.ts';
import { move } from './program/backup/move.ts';
import { optionsOrStop } from './program/options.ts';

/** `npm run move`: from the embedded database into one's own. See docs/backup.md. */
const options = optionsOrStop({
  run: 'npm run move',
  does: 'Brings all that the embedded database has into the PostgreSQL that DATABASE_URL names, which has to be empty. The embedded one stays as it is. Staffroom must not run meanwhile.',
  options: {
    replace: { says: 'delete all that Staffroom has in that database before, once it is backed up in .data/replaced' },
  },
  examples: [''],
});

await fromCommandLine((told) => move({ replace: options.has('replace'), ...told }));
