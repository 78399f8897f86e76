import { hasCentre } from '../../../service/centre/first.ts';
import { whyRefused } from '../../../service/centre/set-up.ts';
import { centreNeeded, notPlaygrounds } from '../../config/centre.ts';
import { coordinatorDiffers } from '../../settings-differ.ts';
import type { Check, DoctorContext } from '../check.ts';
import { findingsAbout } from '../finding.ts';
import { slack as ofSlack } from '../slack/slack.ts';
import { teams as ofTeams } from '../teams/teams.ts';

const { good, note, wrong } = findingsAbout('school');

/** Whether there is a school, or the settings say which one to make. */
export const school: Check = {
  about: 'school',
  needs: [
    ...['CENTRE_NAME', 'CENTRE_NUMBER', 'COORDINATOR_EMAIL', 'SUPPORT_CONTACT'],
    // Where one of these is wrong, it looks as if no chat were set up.
    ...(ofSlack.needs ?? []),
    ...(ofTeams.needs ?? []),
  ],
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
    const refused = db && centre && (await whyRefused(db, centre, { isForOne: isForOne(at.config), isTied: true }));
    if (refused) return [wrong(refused)];
    if (!db) return [note('There is none yet. The first start makes the one that the settings name.')];
    const differs = await coordinatorDiffers(db, at.config);
    // Staffroom works with it, and who was to be let in waits.
    return [differs ? note(differs) : good('It is there, with a coordinator.')];
  },
};

/** Whether the settings are for workspaces of one school alone. */
const isForOne = ({ slack, teams }: DoctorContext['config']) =>
  slack?.botToken !== undefined || (teams !== undefined && teams.tenant !== 'any');
