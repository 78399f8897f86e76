import { whoAmI } from '../../service/whoami.ts';
import { whoami as say } from '../../ui/sentences/account.ts';
import { command } from '../command.ts';
import { profileCard } from '../people-cards.ts';

export default command({
  verb: 'whoami',
  label: 'My account',
  summary: 'Show my account, my rights and my sites',
  examples: ['whoami'],
  may: 'whoami',
  inputs: {},
  title: 'My account',
  submit: 'Show',
  run: async (call) => {
    const { person, centre } = await whoAmI(call.ctx, {});
    const { facts = [], ...card } = profileCard(call, person);
    const sites = person.access.filter((a) => a.siteAdmin).map((a) => a.site);
    return {
      ...card,
      facts: [
        { label: say.school, value: `${centre.name} (${centre.number})` },
        ...facts.filter((f) => f.label !== 'Last seen'),
        { label: say.rights, value: say.rightsOf(person.role, sites) },
        { label: say.support, value: centre.supportContact },
      ],
      buttons: [],
      more: [],
    };
  },
});
