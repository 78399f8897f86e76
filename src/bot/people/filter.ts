import type { Filter } from '../../service/people/list.ts';
import { list as say } from '../../ui/sentences/account.ts';
import { roleNames, siteNames, statusNames } from '../../ui/sentences/names.ts';
import type { Raw } from '../command.ts';
import { choice, text, toggle } from '../inputs.ts';
import type { Word } from '../line/parse.ts';
import { tokensOf } from '../line/sentence.ts';
import { filtersIn, isFilter } from './filter-words.ts';

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

/**
 * A line's words that say what people are are filters (`suspended teachers`); all others, and what is in quotes, are looked for. What
 * would need two of a filter, or its opposite (`teachers and admins`, `not suspended`), is not understood, and is not looked for.
 */
export function filtersFromLine(
  _words: string[],
  { words: byKey, ...keys }: Record<string, string>,
  typed: Word[],
): Raw {
  const words = typed.flatMap(apart);
  const bare = ({ quoted, text }: Word) => (quoted ? undefined : (tokensOf(text)[0] ?? { text, plain: text, at: 0 }));
  const { filter, left, unclear } = filtersIn(words.map(bare), Object.keys(keys));
  const textOf = (places: number[]) => places.map((at) => words[at]?.text ?? '');
  const sought = [...(byKey === undefined ? [] : [byKey]), ...textOf(left)].join(' ');
  const unparsed = textOf(unclear).join(' ');
  return { ...filter, ...keys, ...(sought && { words: sought }), ...(unparsed && { unparsed }) };
}

/** `teachers/admins` is two words, and `maths/science` one that is looked for. */
function apart(word: Word): Word[] {
  const pieces = word.quoted ? [] : word.text.split(/[/,;+&]/).filter((piece) => piece !== '');
  const areFilters = pieces.length > 1 && pieces.every((piece) => isFilter(tokensOf(piece)[0]));
  return areFilters ? pieces.map((text) => ({ ...word, text })) : [word];
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
