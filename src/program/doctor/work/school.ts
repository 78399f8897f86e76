import { readSchemaState } from '../../../../db/look/migrations.ts';
import { hasCentre } from '../../../service/centre/first.ts';
import { centreNeeded } from '../../config/centre.ts';
import type { Check } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { wrong } = findingsAbout('school');

/** Whether there is a school, or the settings say which one to make. */
export const school: Check = {
  about: 'school',
  needs: ['CENTRE_NAME', 'CENTRE_NUMBER', 'COORDINATOR_EMAIL', 'SUPPORT_CONTACT'],
  limitMs: 70_000,
  async look(at) {
    const { slack, teams, centre } = at.config;
    // The playground brings its own.
    if (!slack && !teams) return [];
    const { db } = await at.database();
    const isThere = db && (await readSchemaState(db)).is !== 'empty' && (await hasCentre({ db }));
    if (!isThere && !centre) return centreNeeded.map((line) => wrong(line));
    return [];
  },
};
