import type { Filter } from '../../service/people/list.ts';
import { list as say } from '../../ui/sentences/account.ts';
import { roleNames, siteNames, statusNames } from '../../ui/sentences/names.ts';
import type { Raw } from '../command.ts';
import { choice, text, toggle } from '../inputs.ts';
import type { Word } from '../line/parse.ts';
import { tokensOf } from '../line/sentence.ts';
import { filtersIn } from './filter-words.ts';

const { deleted: _, ...liveStatuses } = statusNames;

/** How a list is narrowed: by words and by what people are. */
export const filterInputs = {
  words: text({ label: 'Name or e-mail', hint: 'Any part of it.', max: 200, line: 'words' }),
  status: choice({ label: 'Status', options: liveStatuses }),
  role: choice({ label: 'Role', options: roleNames }),
  site: choice({ label: 'Site', options: siteNames }),
  siteAdmin: toggle({ label: 'Site admins alone' }),
  signedIn: choice({ label: 'Signed in', options: { never: 'Never' } }),
};

/** A line's words that say what people are are filters (`suspended teachers`); all others, and what is in quotes, are looked for. */
export function filtersFromLine(
  _words: string[],
  { words: byKey, ...keys }: Record<string, string>,
  typed: Word[],
): Raw {
  const bare = (word: Word) => (word.quoted ? undefined : tokensOf(word.text)[0]);
  const { filter, left } = filtersIn(typed.map(bare), Object.keys(keys));
  const words = [...(byKey === undefined ? [] : [byKey]), ...left.map((at) => typed[at]?.text ?? '')].join(' ');
  return { ...filter, ...keys, ...(words && { words }) };
}

/** The filters in force, as people read them. */
export function filterWords({ status, role, site, siteAdmin, signedIn }: Filter): string[] {
  return [
    status && statusNames[status],
    role && roleNames[role],
    siteAdmin ? say.siteAdmin : undefined,
    site && siteNames[site],
    signedIn && say.neverSignedIn,
  ].filter((w) => w !== undefined);
}
