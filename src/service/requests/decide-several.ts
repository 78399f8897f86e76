import type { Ctx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { decide } from './decide.ts';
import { findRequest, type RequestView } from './request.ts';

export interface Several {
  decided: RequestView[];
  /** Those that could not be, and why; all others are decided. */
  left: { id: string; why: Refusal }[];
}

/** Decides several that are alike with one press, each on its own: what stands in the way of one holds up no other. */
export async function decideSeveral(
  ctx: Ctx,
  { ids, decision }: { ids: string[]; decision: 'approve' },
): Promise<Several> {
  const several: Several = { decided: [], left: [] };
  for (const id of new Set(ids)) {
    try {
      const key = ctx.idempotencyKey && { idempotencyKey: `${ctx.idempotencyKey}:${id}` };
      several.decided.push(await decide({ ...ctx, ...key }, { id, decision }));
    } catch (why) {
      if (!(why instanceof Refusal)) throw why;
      // By this very press, before a crash.
      const decided = why.code === 'already-done' && (await findRequest(ctx.db, ctx.actor.centreId, id));
      if (decided) {
        several.decided.push(decided);
        continue;
      }
      several.left.push({ id, why });
    }
  }
  return several;
}
