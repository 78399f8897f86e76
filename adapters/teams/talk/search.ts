import { objectOf, stringOf } from '../../../src/lib/json.ts';
import { withTimeout } from '../../../src/lib/timeout.ts';
import { literal } from '../../adaptive-card/text.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { senderOf } from './inbound.ts';
import { leftOf } from './invoke.ts';

/** People for a field that is searched as one types; nobody where it takes too long. */
export async function search(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<object> {
  const { dataset, queryText } = objectOf(value);
  const find = async () =>
    dataset === 'people' ? ctx.bot.search(await senderOf(ctx, interaction), stringOf(queryText) ?? '') : [];
  const people = await withTimeout(
    find().catch(() => []),
    leftOf(ctx, interaction),
    () => [],
  );
  const results = people.map(({ value, label, hint }) => ({
    title: literal(hint ? `${label} – ${hint}` : label),
    value,
  }));
  return { statusCode: 200, type: 'application/vnd.microsoft.search.searchResponse', value: { results } };
}
