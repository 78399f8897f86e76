import { isObject } from '../../../src/lib/json.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Option } from '../../../src/ui/form.ts';
import { literal } from '../../adaptive-card/text.ts';
import type { Interaction } from '../read/interaction.ts';
import { type AdapterContext, senderOf } from './adapter-context.ts';
import { leftOf } from './execute.ts';

/** Most that Teams shows. */
const most = 15;

/** People for a field that is searched as one types; nobody where it takes too long. */
export async function search(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<object> {
  const { dataset, queryText } = isObject(value) ? value : {};
  const words = typeof queryText === 'string' ? queryText : '';
  const found = dataset === 'people' ? peopleNamed(ctx, interaction, words) : Promise.resolve([]);
  const people = (await within(found, leftOf(interaction))) ? await found.catch(() => []) : [];
  const results = people
    .slice(0, most)
    .map(({ value, label, hint }) => ({ title: literal(hint ? `${label} – ${hint}` : label), value }));
  return { statusCode: 200, type: 'application/vnd.microsoft.search.searchResponse', value: { results } };
}

const peopleNamed = async (ctx: AdapterContext, interaction: Interaction, words: string): Promise<Option[]> =>
  ctx.bot.search(await senderOf(ctx, interaction), words);
