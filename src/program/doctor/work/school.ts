import { hasCentre } from '../../../service/centre/first.ts';
import { centreNeeded, notPlaygrounds } from '../../config/centre.ts';
import { coordinatorDiffers } from '../../settings-differ.ts';
import type { Check } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, note, wrong } = findingsAbout('school');

/** Whether there is a school, or the settings say which one to make. */
export const school: Check = {
  about: 'school',
  needs: ['CENTRE_NAME', 'CENTRE_NUMBER', 'COORDINATOR_EMAIL', 'SUPPORT_CONTACT'],
  limitMs: 70_000,
  async look(at) {
    const { slack, teams, centre } = at.config;
    const look = await at.database();
    if (!look.db && look.is !== 'none') return [];
    const db = await at.tables();
    const isThere = db && (await hasCentre({ db }));
    // The playground brings its own.
    if (!slack && !teams) return isThere ? [wrong(notPlaygrounds)] : [];
    if (!isThere && !centre) return centreNeeded.map((line) => wrong(line));
    if (!db) return [note('There is none yet. The first start makes the one that the settings name.')];
    const differs = await coordinatorDiffers(db, at.config);
    // Staffroom works with it, and who was to be let in waits.
    return [differs ? note(differs) : good('It is there, with a coordinator.')];
  },
};
