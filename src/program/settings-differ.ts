import { findCentre } from '../service/centre/centre.ts';
import type { Db } from '../service/context.ts';
import { standingAt } from '../service/people/standing.ts';
import { aRole } from '../ui/sentences/names.ts';
import type { Config } from './config/config.ts';

/**
 * Whether COORDINATOR_EMAIL names a coordinator of the school CENTRE_NUMBER: it counts while that school is made, and whoever changes it
 * later waits in vain to be let in. What else the settings say of the school is changed in the chat, and may differ.
 *
 * @returns a line that says what to do; nothing where all is well, or there is no such school yet
 */
export async function coordinatorDiffers(db: Db, { centre }: Pick<Config, 'centre'>): Promise<string | undefined> {
  const school = centre && (await findCentre(db, centre.number));
  if (!school) return undefined;
  const { coordinatorEmail: email, number } = centre;
  const is = await standingAt(db, school.id, email);
  if (is?.role === 'coordinator' && is.status !== 'suspended') return undefined;
  const what = is
    ? is.status === 'suspended'
      ? 'they are suspended'
      : `they are ${aRole[is.role]}`
    : 'no account there';
  return `COORDINATOR_EMAIL: ${email} is not a coordinator of the school ${number} (${what}). If it is mistyped, set it to the e-mail of a coordinator; it counts only while a school is made. To make them one: npm run coordinator -- ${email} --centre ${number}`;
}
