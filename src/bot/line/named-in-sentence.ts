import { mayAtAll } from '../../service/policy.ts';
import { beforeNames, everyday } from '../../words/everyday.ts';
import type { Site } from '../../words/sites.ts';
import type { Call } from '../command.ts';
import { filtersIn } from '../people/filter-words.ts';
import { findWhom } from './find-person.ts';
import { saidPlaces } from './likely.ts';
import type { Token } from './sentence.ts';
import { siteAt } from './site-words.ts';

/** Whom and what a sentence names. */
export interface NamedInSentence {
  /** As a command is given them. */
  who?: string;
  site?: Site | undefined;
  /** The places of the words that name someone or a site, or are said of a command. */
  known: Set<number>;
}

/** Most names in a sentence that are looked for. */
const maxLookUps = 3;

/** Whom a sentence names, by whole words of their name, and which site. */
export async function namedInSentence(call: Call, tokens: Token[]): Promise<NamedInSentence> {
  const known = saidPlaces(call.registry, tokens);
  const sites = tokens.map((_, at) => ({ at, ...siteAt(tokens, at) })).toSorted((a, b) => b.count - a.count);
  for (const { at, count } of sites) for (let i = at; i < at + count; i += 1) known.add(i);
  const site = sites[0]?.site;
  if (!mayAtAll(call.ctx.actor, 'user.list')) return { site, known };
  const unknown = filtersIn(tokens).left.filter((at) => {
    const plain = tokens[at]?.plain ?? '';
    return !known.has(at) && !everyday.has(plain) && !beforeNames.has(plain);
  });
  const runs = runsOf(unknown, tokens);
  const single = runs.filter((run) => run.length > 1).flatMap((run) => run.map((at) => [at]));
  for (const places of [...runs, ...single].slice(0, maxLookUps)) {
    const words = places.map((at) => nameOf(tokens[at])).join(' ');
    const found = await findWhom(call, words, { whole: true });
    if ('near' in found) continue;
    return { who: 'one' in found ? `id:${found.one.id}` : words, site, known: new Set([...known, ...places]) };
  }
  return { site, known };
}

/** Without a possessive's *s*. */
const nameOf = (token: Token | undefined) => token?.text.replace(/['’]s$/, '') ?? '';

/** Places that follow each other, at most four: a name. An e-mail or a mention is one by itself. */
function runsOf(places: number[], tokens: Token[]): number[][] {
  const isExact = (at: number) => tokens[at]?.text.includes('@') === true;
  const runs: number[][] = [];
  for (const at of places) {
    const last = runs.at(-1);
    if (last && last.length < 4 && last.at(-1) === at - 1 && !isExact(at) && !isExact(at - 1)) last.push(at);
    else runs.push([at]);
  }
  return runs;
}
