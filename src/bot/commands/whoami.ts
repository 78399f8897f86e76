import { readOwn } from '../../service/people/show.ts';
import { command } from '../command.ts';
import { accountCard } from '../people/account-card.ts';

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
    'open a site',
    'open my sites',
    'my rights',
    'my sites',
    'my details',
    'sign out',
    'log out',
  ],
  about: ['my account', 'my sites'],
  group: 'accounts',
  order: 80,
  often: 7,
  label: 'My account',
  summary: 'Show my account, my rights and my sites',
  examples: ['whoami'],
  may: 'whoami',
  inputs: {},
  submit: 'Show',
  readsAhead: 'own',
  run: async (call) => accountCard(call, await readOwn(call.ctx, { read: call.known.own })),
});
