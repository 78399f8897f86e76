import { and, eq, gt, inArray, ne, or, type SQL, sql } from 'drizzle-orm';
import { requests, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import type { Ctx } from '../context.ts';
import { type Act, mayAtAll, NotAllowed, reach } from '../policy.ts';
import { query } from '../use-case.ts';
import { type RequestView, readRequests } from './request.ts';

interface RequestPage {
  requests: RequestView[];
  /** What `after` is to be for the next page; nothing on the last. */
  next: string | null;
  total: number;
}

interface RequestFilter {
  after?: string;
  askerId?: string;
  limit?: number;
}

const pageLength = 10;

/**
 * What waits for a decision that this actor may make, oldest first.
 *
 * @param input.after from the page before
 * @param input.askerId only what this person asks for
 */
export const listRequests = query(
  'listRequests',
  'access.decide',
  async (ctx, { after, askerId, limit = pageLength }: RequestFilter): Promise<RequestPage> => {
    const all = decidable(ctx);
    if (!all) throw new NotAllowed('access.decide', null);
    const mine = askerId === undefined ? all : and(all, eq(requests.askerId, askerId));
    const { db } = ctx;
    const total = await db
      .select({ n: sql<number>`count(*)::int` })
      .from(requests)
      .innerJoin(users, eq(users.id, requests.askerId))
      .where(and(eq(requests.centreId, ctx.actor.centreId), mine));
    const found = await readRequests(db, ctx.actor.centreId, and(mine, beyond(after)), limit + 1);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      requests: page,
      next: last ? `${last.createdAt.toISOString()}.${last.id}` : null,
      total: total[0]?.n ?? 0,
    };
  },
);

/** As a condition on requests joined with who asks; nothing where it is none at all. */
function decidable(ctx: Ctx): SQL | undefined {
  const { actor, clock } = ctx;
  const of = (kind: 'reset' | 'access', act: Act): (SQL | undefined)[] => {
    if (!mayAtAll(actor, act)) return [];
    const { byRole, bySite } = reach(actor, act);
    const isKind = eq(requests.kind, kind);
    const teachers = eq(users.role, 'teacher');
    if (byRole === 'anyone') return [isKind];
    return [
      ...(byRole === 'teachers' ? [and(isKind, teachers)] : []),
      ...(bySite === 'site' ? [and(isKind, teachers, inArray(requests.site, actor.siteAdminOf))] : []),
    ];
  };
  const any = [...of('reset', 'reset.decide'), ...of('access', 'access.decide')];
  if (any.length === 0) return undefined;
  return and(
    eq(requests.status, 'pending'),
    gt(requests.expiresAt, clock()),
    ne(requests.askerId, actor.id),
    or(...any),
  );
}

/** A button carries it, so that it may be anything at all. */
function beyond(after: string | undefined): SQL | undefined {
  const [, at, id] = /^(\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z)\.([0-9a-f-]{36})$/.exec(after ?? '') ?? [];
  if (!at || !id || !isUuid(id) || Number.isNaN(Date.parse(at))) return undefined;
  return sql`(${requests.createdAt}, ${requests.id}) > (${at}::timestamptz, ${id}::uuid)`;
}
