import { deletePerson } from '../../service/people/delete.ts';
import { deletion as say } from '../../ui/sentences/progression.ts';
import { command } from '../command.ts';
import { person } from '../inputs.ts';
import { namesOf } from '../people/names.ts';
import { deletePlan } from '../people/plans.ts';

export default command({
  verb: 'delete',
  aliases: ['erase', 'destroy', 'purge', 'del', 'get rid of', 'delete user', 'delete account', 'delete person'],
  about: ['remove', 'for good'],
  group: 'accounts',
  order: 40,
  label: 'Delete',
  summary: 'Delete a suspended account that holds nothing',
  examples: ['delete ben@school.example'],
  may: 'user.delete',
  inputs: { person: person({ label: 'Person' }) },
  title: 'Delete an account',
  preview: (call, { person: p }) => deletePlan(call, p),
  run: async (call, { person: p }) => {
    const gone = await deletePerson(call.ctx, { id: p.id });
    return { title: say.done(namesOf(gone)), tone: 'good', text: [say.next] };
  },
});
