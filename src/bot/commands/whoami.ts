import { whoAmI } from '../../service/people/show.ts';
import { command } from '../command.ts';
import { accountCard } from '../people/profile-card.ts';

export default command({
  verb: 'whoami',
  aliases: [
    'who am i',
    'my account',
    'show my account',
    'show my profile',
    'show me my account',
    'show me my profile',
    'my profile',
    'my rights',
    'my sites',
    'my details',
    'sign out',
    'log out',
  ],
  about: ['my name', 'my email'],
  group: 'accounts',
  order: 80,
  label: 'My account',
  summary: 'Show my account, my rights and my sites',
  examples: ['whoami'],
  may: 'whoami',
  inputs: {},
  submit: 'Show',
  run: async (call) => {
    const { person, centre } = await whoAmI(call.ctx, {});
    return accountCard(call, person, centre);
  },
});
