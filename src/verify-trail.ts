import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { connect } from '../db/connect.ts';
import { harmlessLine } from './lib/harmless-error.ts';
import { dataDir } from './lib/package-root.ts';
import { settings } from './program/environment.ts';
import { optionsOrStop } from './program/options.ts';
import { asOwner } from './program/owner-url.ts';
import { typedPath } from './program/typed-path.ts';
import { verifyDatabase } from './program/verify-trail/database.ts';
import { type Verdict, verifyFiles } from './program/verify-trail/files.ts';
import { verifying as say } from './ui/sentences/trail.ts';

/**
 * `npm run verify-trail`: whether the audit trail of each school in the database is whole; with `-- earlier.csv later.csv`
 * whether files of it are, and tell the same. See docs/trail.md. Changes nothing; ends with 1 where something is wrong.
 */

function ofDatabase(): Promise<Verdict> {
  const { databaseUrl } = settings().config;
  return asOwner({ databaseUrl, dir: join(dataDir, 'postgres'), connections: 1 }, async (url) => {
    const { db, close } = connect(url, { max: 1 });
    try {
      return await verifyDatabase(db);
    } finally {
      await close();
    }
  });
}

async function ofFiles(paths: string[], gaps: boolean): Promise<Verdict> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const content = await readFile(typedPath(path), 'utf8').catch((error) => {
        throw new Error(say.unreadable(path, error.code));
      });
      return { name: basename(path), content };
    }),
  );
  return verifyFiles(files, { gaps });
}

const { has, words } = optionsOrStop({
  run: 'npm run verify-trail',
  does: 'Says whether the audit trail in the database is whole, or whether files of it are and tell the same. Changes nothing. Ends with 1 where something is wrong.',
  words: {
    name: '[FILES]',
    says: 'what /staff audit as:csv gave, the earlier first; without them the database is looked at',
  },
  options: {
    'one-person': { says: 'the files are of one person alone, so that events may be missing between theirs' },
  },
  examples: ['', 'earlier.csv later.csv'],
});

try {
  const verdict = await (words.length > 0 ? ofFiles(words, has('one-person')) : ofDatabase());
  console.log(verdict.lines.join('\n'));
  process.exitCode = verdict.isWhole ? 0 : 1;
} catch (error) {
  console.error(harmlessLine(error));
  process.exitCode = 1;
}
