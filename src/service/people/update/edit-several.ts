import { randomUUID } from 'node:crypto';
import { fullName } from '../../../words/people.ts';
import type { Programme } from '../../../words/programmes.ts';
import type { Site } from '../../../words/sites.ts';
import type { Ctx, Db } from '../../context.ts';
import { Refusal } from '../../errors.ts';
import { mayAtAll, NotAllowed } from '../../policy.ts';
import { mutation, query } from '../../use-case.ts';
import { findByIds, lockPeople, type Person } from '../person.ts';
import { auditBeyond, idsOf, refuseUnlessAll, type Verdict } from '../several.ts';
import { applyChanges } from './apply.ts';
import { judge } from './judge.ts';
import { type Change, sitesOf, type Wanted } from './wanted.ts';

/** What several get, and what is taken from them; all else stays as it is for each. */
export interface GiveAndTake {
  give?: Site[];
  take?: Site[];
  addProgrammes?: Programme[];
  dropProgrammes?: Programme[];
}

/** What would be different about someone, or why it can't be. */
export interface EditVerdict extends Verdict {
  change?: Change;
}

/** Says of each what would change by it, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewEdits = query(
  'previewEdits',
  'site.access',
  async (ctx, { ids, ...what }: GiveAndTake & { ids: string[] }): Promise<EditVerdict[]> => {
    if (!mayAtAll(ctx.actor, 'site.access')) throw new NotAllowed('site.access', null);
    const verdicts = await judgeEach(ctx, ids, await findByIds(ctx, ids), what);
    await auditBeyond(ctx, verdicts);
    return verdicts;
  },
);

async function judgeEach(ctx: Ctx<Db>, ids: string[], people: Person[], what: GiveAndTake): Promise<EditVerdict[]> {
  const found = new Map(people.map((p) => [p.id, p]));
  const all = [...new Set(ids)].map((id) => {
    const person = found.get(id);
    if (!person) throw new Refusal('person-unknown', {});
    return { person, wanted: wantedOf(person, what) };
  });
  const judged = await judge(ctx, all, new Map(), new Set());
  return judged.map(({ person, change, refusals: [refusal] }) => ({
    person,
    ...(change ? { change } : { refusal: refusal ?? new Refusal('nothing-changed', { name: fullName(person) }) }),
  }));
}

function wantedOf(person: Person, what: GiveAndTake): Wanted {
  const { give = [], take = [], addProgrammes = [], dropProgrammes = [] } = what;
  return {
    sites: changed(sitesOf(person), give, take),
    programmes: changed(person.programmes, addProgrammes, dropProgrammes),
  };
}

const changed = <T>(has: T[], add: T[], drop: T[]): T[] =>
  [...new Set([...has, ...add])].filter((x) => !drop.includes(x));

/**
 * Gives several people sites and programmes and takes others from them, all or none of them, in a number of statements for each few
 * hundred. What was before is kept for a day, for it to be undone.
 * Sets off what {@link applyChanges} does.
 *
 * @returns to undo it by
 * @throws Refusal of one what stands in the way: `nothing-changed`, `no-site`, `site-not-eligible`; of several `plan-changed`;
 *   `person-unknown`, `not-allowed`
 */
export const editSeveral = mutation(
  'editSeveral',
  'site.access',
  async (ctx, { ids, ...what }: GiveAndTake & { ids: string[] }): Promise<{ people: Person[]; changeId: string }> => {
    const verdicts = await judgeEach(ctx, ids, await lockPeople(ctx, [...new Set(ids)]), what);
    refuseUnlessAll(verdicts);
    const changeId = randomUUID();
    const changes = verdicts.flatMap(({ change }) => change ?? []);
    await applyChanges(ctx, changes, { changeId });
    return { people: await findByIds(ctx, ids), changeId };
  },
  { people: idsOf },
);
