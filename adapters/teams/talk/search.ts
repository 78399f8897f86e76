import type { Option } from '../../../src/ui/form.ts';
import { literal } from '../../adaptive-card/text.ts';
import { within } from '../../chat/pending.ts';
import { isObject } from '../read/incoming.ts';
import type { Deed } from '../read/interaction.ts';
import { type Desk, senderOf } from './adapter-context.ts';
import { leftOf } from './execute.ts';

/** Most that Teams shows. */
const most = 15;

/** People for a field that is searched as one types; nobody where it takes too long. */
export async function search(desk: Desk, deed: Deed, value: unknown): Promise<object> {
  const { dataset, queryText } = isObject(value) ? value : {};
  const words = typeof queryText === 'string' ? queryText : '';
  const found = dataset === 'people' ? peopleNamed(desk, deed, words) : Promise.resolve([]);
  const people = (await within(found, leftOf(deed))) ? await found.catch(() => []) : [];
  const results = people
    .slice(0, most)
    .map(({ value, label, hint }) => ({ title: literal(hint ? `${label} – ${hint}` : label), value }));
  return { statusCode: 200, type: 'application/vnd.microsoft.search.searchResponse', value: { results } };
}

const peopleNamed = async (desk: Desk, deed: Deed, words: string): Promise<Option[]> =>
  desk.bot.search(await senderOf(desk, deed), words);
