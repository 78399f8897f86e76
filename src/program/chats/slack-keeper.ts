import type { OAuth } from '../../../adapters/slack/connect/installs.ts';
import type { App } from '../../service/context.ts';
import {
  findInstallation,
  installedIn,
  removeInstallation,
  saveInstallation,
} from '../../service/workspaces/installations.ts';
import { likeliestOf, noteOrganisation, organisationOf } from '../../service/workspaces/organisation.ts';

/** What Slack gave at each install, in the database. */
export const slackKeeper = (app: App): OAuth['keeper'] => ({
  save: (id, content) => saveInstallation(app, 'slack', id, content),
  find: (id) => findInstallation(app, 'slack', id),
  remove: (id, before) => removeInstallation(app, 'slack', id, before),
  ids: () => installedIn(app, 'slack'),
  parts: {
    likeliest: (teams, email) => likeliestOf(app, 'slack', teams, email),
    organisationOf: (team) => organisationOf(app, 'slack', team),
    note: (organisation, teams) => noteOrganisation(app, 'slack', organisation, teams),
  },
});
