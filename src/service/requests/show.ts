import { isUuid } from '../../lib/uuid.ts';
import type { Ctx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { may, NotAllowed } from '../policy.ts';
import { query } from '../use-case.ts';
import { whyDecided } from './refuse-decided.ts';
import { findRequest, type RequestView } from './request.ts';

export interface ShownRequest extends RequestView {
  mayDecide: boolean;
  /** Why not. */
  whyNot?: Refusal;
  /** Whether this actor could give the access with the site admin mark. */
  maySiteAdmin: boolean;
}

/** A request, for those who may decide it and for the one who asked. @throws Refusal `request-unknown`, `not-allowed` */
export const showRequest = query(
  'showRequest',
  'reset.decide',
  async (ctx: Ctx, { id }: { id: string }): Promise<ShownRequest> => {
    const shown = await judged(ctx, id);
    if (shown.whyNot instanceof NotAllowed) throw shown.whyNot;
    return shown;
  },
);

/**
 * A request for whoever looks at its card in a channel, where everyone can, and whether this one may decide it. To look is
 * not to try: a refusal is said, not thrown. There is nothing in it that the card does not say to all.
 *
 * @throws Refusal `request-unknown`
 */
export const lookAtRequest = query('lookAtRequest', 'whoami', (ctx: Ctx, { id }: { id: string }) => judged(ctx, id));

async function judged(ctx: Ctx, id: string): Promise<ShownRequest> {
  const request = isUuid(id) ? await findRequest(ctx.db, ctx.actor.centreId, id) : undefined;
  if (!request) throw new Refusal('request-unknown', {});
  const { asker, kind, site } = request;
  const target = asker && { ...asker, centreId: ctx.actor.centreId };
  const act = `${kind}.decide` as const;
  const own = asker?.id === ctx.actor.id;
  const whyNot =
    target && !own && !may(ctx.actor, act, target, site ?? undefined)
      ? new NotAllowed(act, target.id)
      : ((await whyDecided(ctx, request)) ?? (own ? new Refusal('request-own', {}) : undefined));
  return {
    ...request,
    mayDecide: !whyNot,
    ...(whyNot && { whyNot }),
    maySiteAdmin: !whyNot && kind === 'access' && target !== null && may(ctx.actor, 'site.admin', target),
  };
}
