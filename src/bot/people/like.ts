import { stringOf } from '../../lib/json.ts';
import { Refusal } from '../../service/errors.ts';
import { previewAdd } from '../../service/people/add.ts';
import type { NewPerson } from '../../service/people/check-rows.ts';
import type { Person } from '../../service/people/person.ts';
import type { Fact } from '../../ui/card.ts';
import { like as say } from '../../ui/sentences/like.ts';
import { programmeNames, sites as siteList } from '../../ui/sentences/names.ts';
import { add as sayAdd } from '../../ui/sentences/people.ts';
import { fullName } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import type { Call, Plan } from '../command.ts';
import type { Answers } from '../form-inputs.ts';
import { findOnly } from '../line/find-whom-all.ts';
import { namesOf } from './names.ts';

/** What someone gets who is to be like another: programmes and sites, and never a right. */
export interface Likeness {
  of: Person;
  programmes: Programme[];
  sites: Site[];
}

/** @throws Refusal `nothing-to-copy`, where the one has no site that the school is eligible for */
export function likenessOf(call: Call, of: Person): Likeness {
  const sites = call.known.centre.sites.filter((site) => of.access.some((a) => a.site === site));
  if (sites.length === 0) throw new Refusal('nothing-to-copy', { name: fullName(of) }, 'like');
  return { of, programmes: of.programmes, sites };
}

/** The same of whom an answer about a file names. @throws Refusal `person-unknown` where it is nobody, or several */
export async function likenessIn(call: Call, given: Person | undefined, answers: Answers = {}) {
  if (given) return likenessOf(call, given);
  const named = stringOf(answers.like)?.trim();
  if (!named) return undefined;
  const found = await findOnly(call, named);
  if (!('one' in found)) throw new Refusal('person-unknown', {}, 'like');
  return likenessOf(call, found.one);
}

/** The rows, with what is copied in those that name no programme and no site. */
export const asLike = (rows: NewPerson[], { programmes, sites }: Likeness): NewPerson[] =>
  rows.map((row) => (row.programmes.length > 0 || row.sites?.length ? row : { ...row, programmes, sites }));

/** What comes of it, and what of the other is not copied. */
export function copied({ of, programmes, sites }: Likeness): { facts: Fact[]; text: string[] } {
  const marks = of.access.filter((a) => a.siteAdmin).map((a) => a.site);
  return {
    facts: [
      ...(programmes.length > 0
        ? [{ label: say.programmes, value: programmes.map((p) => programmeNames[p]).join(', ') }]
        : []),
      { label: say.sites, value: siteList(sites) },
    ],
    text: of.role === 'teacher' && marks.length === 0 ? [] : [say.noRights(namesOf(of), of.role, marks)],
  };
}

/** Adding people like someone; nothing where that would be refused: the answer says it beside the fields. */
export async function addLikePlan(call: Call, rows: NewPerson[], likeness: Likeness): Promise<Plan | undefined> {
  const given = asLike(rows, likeness);
  const verdicts = await previewAdd(call.ctx, { rows: given });
  if (verdicts.some(({ refusals }) => refusals.length > 0)) return undefined;
  const all = verdicts.map(({ person }) => person);
  const own = rows.filter((row) => row.programmes.length > 0 || row.sites?.length).length;
  if (own === rows.length) return undefined;
  const { facts, text } = copied(likeness);
  return {
    card: {
      title: say.ask(all.map(fullName), fullName(likeness.of)),
      text: [...(own > 0 ? [say.own(own)] : []), ...text, say.mails(all.length)],
      facts,
    },
    basis: { like: likeness.of.id, ...{ programmes: likeness.programmes, sites: likeness.sites } },
    yes: sayAdd.csv.button(all.length),
  };
}

const leads = /(?:^|\s)(?:like|(?:the )?same as)(?::\s*|\s+)(?=\S)/gi;

/**
 * Takes `like ben@school.example` off a line: behind someone's address, or where nothing else is said. What is given by a key after it
 * stays.
 */
export function withoutLike(rest: string): { rest: string; like?: string } {
  const found = [...rest.matchAll(leads)].findLast(({ index, 0: lead }) => {
    if (rest.slice(0, index).trim() !== '') return rest.slice(0, index).includes('@');
    // *Like* may be someone's name: then an address follows it.
    const [first = '', ...others] = rest.slice(index + lead.length).split(/\s+/);
    return first.includes('@') || !others.some((word) => word.includes('@'));
  });
  if (!found) return { rest };
  const after = rest.slice(found.index + found[0].length);
  const end = /\n|\s(?=\p{L}[\p{L}-]{0,30}:\S)/u.exec(after)?.index ?? after.length;
  const like = after
    .slice(0, end)
    .trim()
    .replace(/[.,;!]+$/, '')
    .replace(/\s+(?:please|thanks|thank you)$/i, '');
  return { rest: `${rest.slice(0, found.index)}${after.slice(end)}`, like };
}
