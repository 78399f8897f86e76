import { hasFamilyNameFirst } from './people.ts';

/** How a name that stands in one column comes apart into the first and the last name. */

export interface TwoNames {
  firstName: string;
  lastName: string;
  /** What was left off: `Dr`. */
  title?: string;
}

const titles =
  /^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|rev|herr|frau|sr|sra|srta|dott|dott\.ssa|prof\.ssa|dra|mme|mlle|sig|sig\.ra|eng|ir|hj|cikgu|ustaz|ustadzah)\.?|(?:m|д-р|ใ|น\.ส|นาย|นาง|นางสาว)\.)\s+(?=\S)/iu;

/** Words that begin a last name of several: `van der Berg`, `bin Ali`, `de la Cruz`. */
const particles = new Set(
  `de da do dos das di del della degli der den des du la le los las van von zu zur zum ter ten el al bin binti binte ibn bint ben abu mac st san santa e y`.split(
    ' ',
  ),
);

/** Family names of two characters; all others have one. */
const longFamilyNames = new Set(
  `欧阳 歐陽 太史 端木 上官 司马 司馬 东方 東方 独孤 獨孤 南宫 南宮 万俟 萬俟 闻人 聞人 夏侯 诸葛 諸葛 尉迟 尉遲 公羊 赫连 赫連 澹台 皇甫 宗政 濮阳 濮陽 公冶 太叔 申屠 公孙 公孫 慕容 仲孙 仲孫 钟离 鍾離 长孙 長孫
  宇文 司徒 鲜于 鮮于 司空 令狐 남궁 황보 제갈 선우 독고 사공`.split(/\s+/),
);

/** A Chinese or Korean name written in one: the family name first, with nothing between. */
const inOne = /^(?:\p{Script=Han}{2,4}|\p{Script=Hangul}{2,4})$/u;

/** What stands after a comma and is no first name. */
const suffix = /^(?:jr|sr|ii|iii|iv|phd|md|msc|ma|ba|pgce|qts|mba|bed|med)\.?$/i;

/** What stands around a name in a list: a number or a bullet before it, a dash behind. */
const ofLists = /^ ?(?:\d{1,4}[.)] )?(?:[^\p{L}\p{M}\p{N}\s]+ )*|(?: [^\p{L}\p{M}\p{N}\s]+)+ ?$/gu;

const isCapital = (word: string) => /\p{Lu}.*\p{Lu}/u.test(word) && !/\p{Ll}/u.test(word);

/**
 * A whole name as a first and a last one. *Surname, First* is told by its comma, and a surname by its capitals where no other word has
 * them (`DUPONT Jean`); a Chinese or Korean name in its own script has the family name first. Titles are left off.
 *
 * @param order which comes first, by what the column is called
 * @returns a last name that is empty for someone who has one name
 */
export function splitName(written: string, order: 'first-name' | 'last-name' = 'first-name'): TwoNames {
  const name = written.replace(/\s+/gu, ' ').replace(ofLists, '').trim();
  const title = titles.exec(name)?.[0];
  const left = title ? name.slice(title.length) : name;
  const parted = inParts(left, order);
  return title ? { ...parted, title: title.trim() } : parted;
}

function inParts(name: string, order: 'first-name' | 'last-name'): TwoNames {
  const [before = '', ...after] = name.split(/[,，،]/).map((part) => part.trim());
  const afterComma = after.filter((part) => part !== '' && !suffix.test(part)).join(' ');
  if (afterComma !== '' && before !== '') {
    const { firstName, title } = splitTitle(afterComma);
    return { firstName, lastName: before, ...(title && { title }) };
  }
  const whole = before || afterComma;
  if (inOne.test(whole)) return byCharacters(whole);
  const words = whole.split(' ');
  if (words.length < 2) return { firstName: whole, lastName: '' };
  const join = (from: number, to?: number) => words.slice(from, to).join(' ');
  const capitals = words.map(isCapital);
  const first = capitals.indexOf(true);
  const last = capitals.lastIndexOf(true);
  const atAnEnd = first === 0 || last === words.length - 1;
  if (first !== -1 && capitals.includes(false) && atAnEnd && capitals.slice(first, last + 1).every(Boolean))
    return { firstName: [join(0, first), join(last + 1)].filter(Boolean).join(' '), lastName: join(first, last + 1) };
  const isFamilyFirst = /^(?:\p{Script=Han}+|\p{Script=Hangul}+) /u.test(whole) || words.every(hasFamilyNameFirst);
  if (order === 'last-name' || isFamilyFirst) {
    let end = 1;
    while (end < words.length - 1 && particles.has((words[end - 1] ?? '').toLowerCase())) end += 1;
    return { firstName: join(end), lastName: join(0, end) };
  }
  const particle = words.findIndex((word, at) => at > 0 && at < words.length - 1 && isParticle(word));
  const at = particle === -1 ? words.length - 1 : particle;
  return { firstName: join(0, at), lastName: join(at) };
}

const isParticle = (word: string) => particles.has(word.toLowerCase()) || /^(?:d|al|el|ad|as|ar)['’-]$/i.test(word);

function splitTitle(name: string): { firstName: string; title?: string } {
  const title = titles.exec(name)?.[0];
  return title && title.length < name.length
    ? { firstName: name.slice(title.length), title: title.trim() }
    : { firstName: name };
}

function byCharacters(name: string): TwoNames {
  const characters = [...name];
  const two = characters.slice(0, 2).join('');
  const length = characters.length > 2 && longFamilyNames.has(two) ? 2 : 1;
  return { firstName: characters.slice(length).join(''), lastName: characters.slice(0, length).join('') };
}
