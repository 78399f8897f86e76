import { fullName } from '../../words/people.ts';
import { removeAll } from '../people/delete.ts';
import { suspend } from '../people/suspend.ts';
import { type Holding, holdingsOf } from '../progression/holdings.ts';
import { lockMember } from './member.ts';
import { changeAsDirectory, type Directory, type Expected, refuseOther } from './principal.ts';

/**
 * What a directory means by deleting someone: they have left. They are suspended at once, and deleted if they hold
 * nothing. Else the account stays, suspended, for a coordinator to hand the data on; the directory asks again by itself.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @returns what they still hold, where that is in the way
 * @throws Refusal `person-unknown`, `last-coordinator`; DirectoryRefusal `version-other`
 */
export async function leave(
  directory: Directory,
  id: string,
  expected?: Expected,
): Promise<{ name: string; holdings: Holding[] } | undefined> {
  return changeAsDirectory(directory, async (directory) => {
    const { person, member } = await lockMember(directory, id);
    refuseOther(member.version, expected);
    if (person.status !== 'suspended') await suspend(directory, person);
    const holdings = await holdingsOf(directory.db, person.centreId, person.id);
    if (holdings.length > 0) return { name: fullName(person), holdings };
    await removeAll(directory, [person]);
    return undefined;
  });
}
