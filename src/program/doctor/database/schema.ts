import { lookAtLogins } from '../../../../db/logins.ts';
import { hasTables, readSchemaState, type SchemaState } from '../../../../db/look/migrations.ts';
import { readServer } from '../../../../db/look/server.ts';
import { count } from '../../../ui/formats.ts';
import { withoutLock } from '../../database.ts';
import type { Check, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, note, wrong } = findingsAbout('schema');

/** Whether the tables are those of this program, and whether its own users of the database are let in. */
export const schema: Check = {
  about: 'schema',
  limitMs: 70_000,
  async look(at) {
    const look = await at.database();
    if (!look.db) return [];
    const state = await readSchemaState(look.db);
    const isRunning = (await at.running())?.isStaffroom === true;
    return [ofState(state, isRunning), ...(state.is === 'partial' ? [] : await users())];

    async function users(): Promise<Finding[]> {
      if (!look.db) return [];
      const { makesRoles } = await readServer(look.db);
      // Before the first start there are none yet.
      if (!hasTables(state)) return makesRoles ? [] : [note(withoutLock['may not make roles'])];
      const app = await at.app();
      if (!app) return [];
      const found = await lookAtLogins(look.url, app.secretKey);
      if (found === 'shut out') return [note(withoutLock['lets in no other'])];
      return found === 'none' && !makesRoles ? [note(withoutLock['may not make roles'])] : [];
    }
  },
};

function ofState({ is, by }: SchemaState, isRunning: boolean): Finding {
  if (is === 'empty') return note('There are no tables yet. The first start makes them.');
  if (is === 'partial')
    return wrong(
      'Tables are there, and not the schema drizzle, which says how they were made: a restore has left it out.',
      'Restore all of the backup into an empty database, with the schemas drizzle and graphile_worker.',
    );
  if (is === 'newest') return good('The tables are those of this program.');
  const steps = count(by, 'migration');
  if (is === 'ahead')
    return note(
      `A newer Staffroom has worked here: the tables are ${steps} ahead of this program, which may work with them.`,
      'Don’t leave it so for days: bring this program to the same release.',
    );
  if (is === 'too far')
    return wrong(
      `A newer Staffroom has worked here: the tables are ${steps} ahead of this program, which is too old to work with them.`,
      'Bring this program to the same release. To go back, restore the backup that was made before.',
    );
  return isRunning
    ? wrong(`The tables are ${steps} behind this program, and an older Staffroom runs.`, 'Start Staffroom again.')
    : note(`The tables are ${steps} behind this program.`, 'The next start brings them to it. Make a backup before.');
}
