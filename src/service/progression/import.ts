import { fullName } from '../../words/people.ts';
import { type DataSite, dataSites } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueJobs } from '../jobs.ts';
import { asTarget, lockPerson, type Person, readPerson } from '../people/person.ts';
import { may, NotAllowed } from '../policy.ts';
import { auditRefusal, mutation, query } from '../use-case.ts';
import { applyImport } from './apply-import.ts';
import { type ImportNote, isCorrected, notesOf } from './import-notes.ts';
import type { ImportRow } from './import-rows.ts';
import { type ImportPlan, planImport } from './plan-import.ts';
import { readExisting } from './read-existing.ts';

/** Most rows that a file may have. */
export const maxImportRows = 100_000;

interface Asked {
  /** Whose the data is to be. */
  id: string;
  rows: ImportRow[];
}

/** What an import did or would do, in numbers; a plan of 50,000 rows is not carried further than needed. */
export interface Imported {
  person: Person;
  groups: number;
  learners: number;
  tests: number;
  added: number;
  changed: number;
  /** Learners who get another name by their number, and those who get a number. */
  renamed: number;
  numbered: number;
  /** Tests whose date or maximum mark is corrected. */
  corrected: number;
  same: number;
  /** What else is changed of what was there, and what one should know of it. */
  notes: ImportNote[];
  /** By the row's place in the list. */
  refused: Map<number, Refusal>;
}

/** Says of every row whether it can be imported, and what would come of all. Changes nothing. */
export const previewImport = query(
  'previewImport',
  'data.import',
  async (ctx: Ctx, { id, rows }: Asked): Promise<Imported> => {
    const person = await readPerson(ctx, id);
    const plan = await planFor(ctx, person, rows);
    const forbidden = [...plan.refused.values()].some((r) => r.code === 'not-allowed');
    if (forbidden) await auditRefusal(ctx, new NotAllowed('data.import', id));
    return inNumbers(person, plan);
  },
);

/**
 * Imports what can be imported: what is there already stays as it is, and what the file has otherwise is changed to it.
 * Whoever transfers from or to the same person, or deletes them, waits, and so does this.
 * Sets off `count_progression`: what each group has is counted.
 *
 * Where it changes anything, what was there before is kept, so that it can be undone (`undoImport`).
 *
 * @param input.progress told how many results are written, while it goes on
 * @throws Refusal `is-suspended`, `no-data-site`, `person-unknown`, `not-allowed`
 */
export const importRows = mutation(
  'importRows',
  'data.import',
  async (
    ctx,
    { id, rows, progress }: Asked & { progress?: (done: number, total: number) => void },
  ): Promise<Imported & { importId: string | undefined }> => {
    const person = await lockPerson(ctx, id);
    const plan = await planFor(ctx, person, rows);
    const done = inNumbers(person, plan);
    const { groups, learners, tests, added: results, changed, renamed, numbered, corrected } = done;
    const counts = { groups, learners, tests, results, changed, renamed, numbered, corrected };
    const importId = await applyImport(ctx, person, plan, counts, progress);
    if (importId) {
      await audit(ctx, { ...event(ctx, 'data.import', id), details: { import: importId, ...counts } });
    }
    return { ...done, importId };
  },
  { people: ({ id }) => [id] },
);

async function planFor(ctx: Ctx<Db>, person: Person, rows: ImportRow[]): Promise<ImportPlan> {
  const target = asTarget(person);
  const allowed = dataSites.filter((s) => may(ctx.actor, 'data.import', target, s));
  if (allowed.length === 0) throw new NotAllowed('data.import', person.id);
  const { id: userId } = person;
  const name = fullName(person);
  if (person.status === 'suspended') throw new Refusal('is-suspended', { userId, name });
  const used = dataSites.filter((s) => person.access.some((a) => a.site === s));
  if (used.length === 0) throw new Refusal('no-data-site', { userId, name });
  const theirs = used.filter((s) => allowed.includes(s));
  const siteFor = (given: DataSite | undefined) => {
    const site = given ?? (theirs.length === 1 ? theirs[0] : undefined);
    if (!site) return new Refusal('site-missing', { sites: used });
    if (!used.includes(site)) return new Refusal('no-site-access', { userId, name, site });
    return allowed.includes(site) ? site : new Refusal('not-allowed', {});
  };
  return planImport(await readExisting(ctx.db, person.centreId, userId, rows), rows, siteFor);
}

const inNumbers = (person: Person, plan: ImportPlan): Imported => ({
  person,
  groups: plan.groups.length,
  learners: plan.learners.length,
  tests: plan.tests.length,
  added: plan.added.length,
  changed: plan.changed.length,
  renamed: plan.renamed.filter((l) => l.was?.name !== l.name).length,
  numbered: plan.renamed.filter((l) => l.was?.number !== l.number).length,
  corrected: plan.retested.filter(isCorrected).length,
  notes: notesOf(plan),
  same: plan.same,
  refused: plan.refused,
});

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
