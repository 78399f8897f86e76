import { deletePeople } from '../../service/people/delete.ts';
import { deletion as say } from '../../ui/sentences/progression.ts';
import { command } from '../command.ts';
import { people } from '../inputs.ts';
import { namesOf } from '../people/names.ts';
import { deleteEachPlan } from '../people/plans.ts';

export default command({
  verb: 'delete',
  aliases: ['erase', 'destroy', 'purge', 'del', 'get rid of', 'delete user', 'delete account', 'delete person'],
  about: ['remove', 'for good'],
  group: 'accounts',
  order: 40,
  label: 'Delete',
  usage: 'delete <people>',
  summary: 'Delete suspended accounts that hold nothing',
  examples: ['delete ben@school.example', 'delete ben@school.example, Ada Noor'],
  may: 'user.delete',
  inputs: { people: people({ label: 'Person' }) },
  title: 'Delete an account',
  preview: (call, { people: whom }) => deleteEachPlan(call, whom),
  run: async (call, { people: whom }) => {
    const gone = await deletePeople(call.ctx, { ids: whom.map(({ id }) => id) });
    const [one, other] = gone;
    // Their names are erased: of several they are not said once more.
    return one && !other
      ? { title: say.done(namesOf(one)), tone: 'good', text: [say.next] }
      : { title: say.doneSeveral(gone.length), tone: 'good', text: [say.nextSeveral] };
  },
});
