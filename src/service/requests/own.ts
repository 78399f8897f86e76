import { and, eq, gt, type SQLWrapper } from 'drizzle-orm';
import { requests } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import type { OfPerson } from '../people/columns.ts';
import { mutation, query } from '../use-case.ts';
import { closeWithdrawn } from './end-undecided.ts';
import { refuseDecided } from './refuse-decided.ts';
import { findRequest, type RequestView, selectRequests, viewOf } from './request.ts';

/** Most of one's own that are shown: older ones say nothing that anyone waits for. */
const maxOwn = 10;

/** What one asked for oneself, the newest first. */
export const listOwnRequests = query(
  'listOwnRequests',
  'whoami',
  async ({ db, actor }: Ctx, _: Record<string, never>): Promise<RequestView[]> =>
    (await selectOwnRequests(db, { centreId: actor.centreId, userId: actor.id })).map(viewOf),
);

/** The same, to be read with others. */
export const selectOwnRequests = (db: Db, { centreId, userId }: OfPerson) =>
  selectRequests(db, centreId, eq(requests.askerId, userId), maxOwn, true);

/** What someone waits for, the oldest first; to be read with others. */
export const selectWaiting = (db: Db, { centreId, userId }: OfPerson, now: Date | SQLWrapper) =>
  selectRequests(
    db,
    centreId,
    and(eq(requests.askerId, userId), eq(requests.status, 'pending'), gt(requests.expiresAt, now)),
    maxOwn,
  );

/**
 * Takes back what one asked for, while nobody has decided it: of a decision and this at the same moment, one holds.
 *
 * @throws Refusal `request-unknown`, also for someone else's; `request-decided`, `request-expired`, `request-withdrawn`
 */
export const withdrawRequest = mutation(
  'withdrawRequest',
  'whoami',
  async (ctx, { id }: { id: string }): Promise<RequestView> => {
    const { actor, clock } = ctx;
    const own = isUuid(id) ? await findRequest(ctx.db, actor.centreId, id) : undefined;
    if (!own || own.asker?.id !== actor.id) throw new Refusal('request-unknown', {});
    if (!(await closeWithdrawn(ctx, id, ctx.workspaceId))) return refuseDecided(ctx, id);
    return { ...own, status: 'withdrawn', decidedAt: clock() };
  },
);
