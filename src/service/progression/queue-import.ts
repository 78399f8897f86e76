import { dataSites } from '../../words/sites.ts';
import { queueJobs } from '../jobs.ts';
import { asTarget, readPerson } from '../people/person.ts';
import { may, NotAllowed } from '../policy.ts';
import { mutation } from '../use-case.ts';

/**
 * Leaves an import to a job. Each row's right is asked when it is carried out; who may import nothing for this person is
 * refused now.
 *
 * @param input.draftId the draft that holds the file
 * @throws Refusal `person-unknown`, `not-allowed`
 */
export const queueImport = mutation(
  'queueImport',
  'data.import',
  async (ctx, { id, draftId }: { id: string; draftId: string }): Promise<void> => {
    const person = await readPerson(ctx, id);
    if (!dataSites.some((s) => may(ctx.actor, 'data.import', asTarget(person), s))) {
      throw new NotAllowed('data.import', id);
    }
    const { actor, workspaceId, correlationId } = ctx;
    if (!workspaceId) throw new Error('an import by a job needs a workspace to tell of it');
    const payload = { draftId, actorId: actor.id, centreId: actor.centreId, workspaceId, correlationId };
    // Mails are quick, and go first.
    await queueJobs(ctx.db, [{ task: 'import-data', payload, priority: 1 }]);
  },
);
