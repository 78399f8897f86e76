import { type Limited, usageLimits } from '../words/usage-limits.ts';
import type { Ctx, Db } from './context.ts';
import { Refusal } from './errors.ts';
import { consume } from './rate-limit.ts';

const hourMs = 3_600_000;

/**
 * Counts one more. Asked before what is limited is begun.
 *
 * @throws Refusal `limit-reached`
 */
export async function consumeUsage(ctx: Ctx<Db>, what: Limited): Promise<void> {
  const { id, centreId } = ctx.actor;
  // Who has used up their own takes nothing from their colleagues.
  for (const [whose, who] of [
    ['person', id],
    ['school', centreId],
  ] as const) {
    const limit = usageLimits[what][whose];
    try {
      await consume(ctx, `${what}:${whose}`, who, { limit, perMs: hourMs });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'too-many-tries') throw error;
      const { minutes } = error.params as { minutes: number };
      throw new Refusal('limit-reached', { what, whose, limit, minutes });
    }
  }
}
