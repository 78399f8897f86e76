import { aliasedTable, and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { learnerGroups, siteAccess } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { inLeaver } from '../people/leaver.ts';
import { findBoth } from '../people/person.ts';
import { mutation, query } from '../use-case.ts';
import { type CheckedTransfer, checkTransfer, type TransferInput } from './check-transfer.ts';
import { type Holding, sameHoldings } from './holdings.ts';
import { lockBoth, moveGroups } from './move.ts';

/** What a transfer would move. Changes nothing. @throws what {@link transferData} throws */
export const previewTransfer = query(
  'previewTransfer',
  'data.transfer',
  async (ctx: Ctx, input: TransferInput): Promise<CheckedTransfer & { sameNames: string[] }> => {
    const { db } = ctx;
    const [from, to] = await findBoth(ctx, input.from, input.to);
    if (!from || !to) throw new Refusal('person-unknown', {});
    const checked = await checkTransfer(ctx, [from, to], input);
    return { ...checked, sameNames: await namesOfBoth(db, checked) };
  },
);

/** The names that groups of both have on a site that is handed over, at most five. */
async function namesOfBoth(db: Db, { from, to, holdings }: CheckedTransfer): Promise<string[]> {
  const theirs = aliasedTable(learnerGroups, 'theirs');
  const rows = await db
    .selectDistinct({ name: learnerGroups.name })
    .from(learnerGroups)
    .innerJoin(
      theirs,
      and(
        eq(theirs.centreId, to.centreId),
        eq(theirs.ownerId, to.id),
        eq(theirs.site, learnerGroups.site),
        isNull(theirs.year),
        sql`lower(${theirs.name}) = lower(${learnerGroups.name})`,
      ),
    )
    .where(
      and(
        eq(learnerGroups.centreId, from.centreId),
        eq(learnerGroups.ownerId, from.id),
        isNull(learnerGroups.year),
        inArray(
          learnerGroups.site,
          holdings.map((h) => h.site),
        ),
      ),
    )
    .orderBy(learnerGroups.name)
    .limit(5);
  return rows.map((r) => r.name);
}

/**
 * Hands all groups of one person, with their tests and results, to another: all or nothing, and as many statements
 * whatever the amount. Both are told by mail and in chat.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @param input.seen what was agreed to: `plan-changed` where it is no longer what is held
 * @throws Refusal `same-person`, `holds-nothing`, `receiver-not-active`, `receiver-without-access`, `person-unknown`,
 *   `not-allowed`
 */
export const transferData = mutation(
  'transferData',
  'data.transfer',
  async (given, input: TransferInput & { seen?: Holding[] }): Promise<CheckedTransfer & { id: string }> => {
    const both = await lockBoth(given, input.from, input.to);
    const ctx = await inLeaver(given, input.from);
    const checked = await checkTransfer(ctx, both, input);
    const { from, to, holdings, granted } = checked;
    if (input.seen && !sameHoldings(input.seen, holdings)) throw new Refusal('plan-changed', {});
    await giveAccess(ctx, to.id, granted);
    const id = await moveGroups(ctx, { from: from.id, to: to.id, sites: holdings.map((h) => h.site) });
    const details = { transfer: id, ...countsBySite(holdings) };
    await audit(
      ctx,
      { ...event(ctx, 'data.transfer', from.id), details },
      { ...event(ctx, 'data.received', to.id), details },
      ...(granted.length > 0 ? [{ ...event(ctx, 'site.access', to.id), details: { give: granted } }] : []),
    );
    return { ...checked, id };
  },
);

async function giveAccess({ db, actor }: Ctx<Tx>, userId: string, sites: Site[]): Promise<void> {
  if (sites.length === 0) return;
  await db.insert(siteAccess).values(sites.map((site) => ({ centreId: actor.centreId, userId, site })));
}

/** For the trail: `{"primary": {"groups": 3, "tests": 12, "results": 340}}`. */
export const countsBySite = (holdings: Holding[]) =>
  Object.fromEntries(holdings.map(({ site, ...counts }) => [site, counts]));
