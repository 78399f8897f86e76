import type { Press } from '../../adaptive-card/actions.ts';
import type { Surface } from './surface.ts';

/** The verb of every action that Teams runs at once and answers the presser alone. */
const executeVerb = 'staffroom';

export const executes: Press = (action) => ({
  type: 'Action.Execute',
  verb: executeVerb,
  data: { staffroom: action },
});

/** How a button is pressed here. */
export function pressOn({ kind, opensForm, origin }: Surface): Press {
  return (action) => {
    if (kind === 'dialog') {
      // A dialog opens no other: the bot's answer takes its place.
      return { type: 'Action.Submit', data: { staffroom: action, ...(origin && { staffroomOrigin: origin }) } };
    }
    if (opensForm(action)) {
      return { type: 'Action.Submit', data: { staffroom: action, msteams: { type: 'task/fetch' } } };
    }
    return kind === 'channel' ? executes(action) : { type: 'Action.Submit', data: { staffroom: action } };
  };
}
