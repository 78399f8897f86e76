import { people } from '../formats.ts';
import { here } from '../speech.ts';

const platformNames = { playground: 'Playground', slack: 'Slack', teams: 'Microsoft Teams' } as const;

/** What of a tie its sentences need. */
interface TieFacts {
  platform: keyof typeof platformNames;
  name: string | null;
  by: string | null;
  bySettings: boolean;
}

/** `Riverside (Slack)`; of one whose name was not said, its platform alone. */
const name = ({ platform, name }: TieFacts) =>
  name ? `${name} (${platformNames[platform]})` : platformNames[platform];

/** The workspaces that are tied to a school. */
export const ties = {
  name,
  here: `This ${here.workspace}`,
  since: ({ by, bySettings }: TieFacts, since: string) => {
    if (bySettings) return `Connected since ${since}, by the program’s settings`;
    return by ? `Connected since ${since}, by ${by}` : `Connected since ${since}, by someone without an account`;
  },
  untie: 'Untie',
  ask: (tie: TieFacts) => `Untie ${name(tie)} from this school?`,
  follows: (known: number) =>
    known === 0
      ? 'Nobody can use Staffroom from there any more.'
      : `Nobody can use Staffroom from there any more; ${people(known)} did so. Accounts and passwords stay as they are.`,
  decides: 'Requests are decided in a channel there. They will be told to coordinators in their other chats.',
  youAreHere: `This is the ${here.workspace} that you are in: you can’t use Staffroom here either from then on.`,
  last: 'It is the only one. Until another is connected, Staffroom can be used in no chat.',
  comesBack:
    'The program’s settings name it, so it is connected again when Staffroom starts next, unless whoever runs it changes them.',
  done: (tie: TieFacts) => `${name(tie)} is untied from this school`,
  told: 'Every coordinator is told by mail.',
};
