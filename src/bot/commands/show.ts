import { showPerson } from '../../service/people/show.ts';
import { command } from '../command.ts';
import { personOrSelf } from '../inputs.ts';
import { profileCard } from '../people/profile-card.ts';

export default command({
  verb: 'show',
  aliases: [
    'profile',
    'view',
    'display',
    'look up',
    'lookup',
    'details',
    'who is',
    'show me',
    'show profile',
    'show user',
    'show person',
    'show account',
  ],
  about: ['profile', 'details'],
  group: 'people',
  order: 30,
  often: 11,
  label: 'Show profile',
  summary: 'Show someone’s profile, or my own',
  examples: ['show ben@school.example', 'show okafor'],
  may: 'user.show',
  inputs: { person: personOrSelf({ label: 'Person' }) },
  title: 'Show a profile',
  submit: 'Show profile',
  shortcut: 'on-message',
  readsAhead: 'profile',
  run: async (call, { person: p }) =>
    profileCard(call, await showPerson(call.ctx, { id: p.id, read: call.known.profile })),
});
