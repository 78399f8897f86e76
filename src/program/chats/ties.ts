import type { Ties } from '../../../adapters/chat/people.ts';
import type { App } from '../../service/context.ts';
import { doubtTies, noteSeen } from '../../service/workspaces/ties.ts';
import type { Platform } from '../../words/platforms.ts';

/** What a chat sees of people, told to whoever keeps their ties to accounts. */
export const tiesOf = (app: App, platform: Platform): Ties => ({
  seen: (workspace, people) => noteSeen(app, { platform, workspace }, people),
  doubt: (person) => doubtTies(app, platform, person),
});
