import type { Json } from '../../lib/json.ts';
import { findReference, forgetReference, saveReference } from '../../service/workspaces/references.ts';
import type { Config } from '../config/config.ts';
import type { ChatOptions, RunningChat } from './running-chat.ts';
import { tiesOf } from './ties.ts';
import { unlessAmiss } from './unless-amiss.ts';

/** @throws Error with a sentence that says what to do */
export async function openTeams(
  { app, bot, inbox, changes, log, onCall }: ChatOptions,
  keys: NonNullable<Config['teams']>,
): Promise<RunningChat> {
  const { tenant } = keys;
  // Larger than all the rest together, and of no use without its keys.
  const { teams } = await import('../../../adapters/teams/teams.ts');
  const side = teams({
    bot,
    inbox: inbox.of('teams'),
    log,
    ...keys,
    ties: tiesOf(app, 'teams'),
    ...(onCall && { onCall: onCall('teams') }),
    changes: {
      people: changes.of('teams', 'people'),
      rosters: changes.of('teams', 'rosters'),
      references: changes.of('teams', 'references'),
    },
    references: {
      save: (workspace, peer, content) => saveReference(app, 'teams', workspace, peer, content),
      find: async (workspace, peer) => (await findReference(app, 'teams', workspace, peer)) as Json | undefined,
      forget: (workspace, peer) => forgetReference(app, 'teams', workspace, peer),
    },
  });
  return {
    ...side,
    doors: [side.router],
    routers: [],
    checks: { teams: () => unlessAmiss(side, { isOne: true }) },
    ...(tenant !== 'any' && { own: { platform: 'teams', workspace: tenant } }),
    time: { name: 'Microsoft', url: side.timeUrl },
    ready: `It listens to Teams: write to Staffroom there. Its messaging endpoint is ${app.publicUrl}/api/messages.`,
    begin: async () => {},
  };
}
