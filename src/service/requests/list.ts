import { and, eq, gt, inArray, ne, or, type SQL, sql } from 'drizzle-orm';
import { requests, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import type { Ctx } from '../context.ts';
import { type PageOf, readPage, type Turn } from '../page.ts';
import { type Act, mayAtAll, NotAllowed, reach } from '../policy.ts';
import { query } from '../use-case.ts';
import { type RequestView, readRequests } from './request.ts';

interface RequestPage extends Omit<PageOf<RequestView, string>, 'rows'> {
  requests: RequestView[];
  total: number;
}

interface RequestFilter extends Turn<string> {
  askerId?: string;
  limit?: number;
}

const pageLength = 10;

/**
 * What waits for a decision that this actor may make, oldest first.
 *
 * @param input.after, input.before from the page beside it
 * @param input.askerId only what this person asks for
 */
export const listRequests = query(
  'listRequests',
  'access.decide',
  async (ctx, { after, before, askerId, limit = pageLength }: RequestFilter): Promise<RequestPage> => {
    const all = decidable(ctx);
    if (!all) throw new NotAllowed('access.decide', null);
    const mine = askerId === undefined ? all : and(all, eq(requests.askerId, askerId));
    const { db } = ctx;
    const total = await db
      .select({ n: sql<number>`count(*)::int` })
      .from(requests)
      .innerJoin(users, eq(users.id, requests.askerId))
      .where(and(eq(requests.centreId, ctx.actor.centreId), mine));
    const read = (turn: Turn<string>, most: number) =>
      readRequests(db, ctx.actor.centreId, and(mine, beyond(turn)), most, turn.before !== undefined);
    const turn = isPlace(before) ? { before } : isPlace(after) ? { after } : {};
    const { rows, ...beside } = await readPage(read, placeOf, turn, limit);
    return { requests: rows, ...beside, total: total[0]?.n ?? 0 };
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

const placeOf = ({ createdAt, id }: RequestView) => `${createdAt.toISOString()}.${id}`;

/** A button carries it, so that it may be anything at all. */
function readPlace(place: string | undefined): { at: string; id: string } | undefined {
  const [, at, id] = /^(\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z)\.([0-9a-f-]{36})$/.exec(place ?? '') ?? [];
  return at && id && isUuid(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : undefined;
}

const isPlace = (place: string | undefined): place is string => readPlace(place) !== undefined;

function beyond({ after, before }: Turn<string>): SQL | undefined {
  const place = readPlace(before ?? after);
  if (!place) return undefined;
  const row = sql`(${requests.createdAt}, ${requests.id})`;
  const there = sql`(${place.at}::timestamptz, ${place.id}::uuid)`;
  return before === undefined ? sql`${row} > ${there}` : sql`${row} < ${there}`;
}
