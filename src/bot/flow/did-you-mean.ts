import { shorten } from '../../lib/text.ts';
import { mayAtAll } from '../../service/policy.ts';
import type { Button, Card } from '../../ui/card.ts';
import { withNames } from '../../ui/mention.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { beforeNames, everyday } from '../../words/everyday.ts';
import type { Site } from '../../words/sites.ts';
import { buttonForAll, buttonOf } from '../buttons.ts';
import type { Call, Command, Raw } from '../command.ts';
import { begunBy, restAfter } from '../line/aliases.ts';
import { findWhom } from '../line/find-person.ts';
import { type Likely, likely, saidPlaces } from '../line/likely.ts';
import { lineOf } from '../line/parse.ts';
import { readLine } from '../line/read-line.ts';
import { type Token, tokensOf, withoutOpening } from '../line/sentence.ts';
import { siteAt } from '../line/site-words.ts';
import { filtersIn, saysWhich } from '../people/filter-words.ts';
import { onlyInputs } from './check-inputs.ts';
import { packLeft } from './left.ts';
import { packInput } from './pack-input.ts';

/** Most commands that are offered for one sentence. */
const maxOffered = 3;
/** What begins as a command counts for more than whatever else it says, and a verb that is nearly one for more than a word or two. */
const begins = 10;
const nearlyBegins = 4;

/** A command that may be meant, and the line that says it. */
interface Meant extends Likely {
  line?: string;
}

/** For what is no command: a question with the likeliest as buttons, nothing of which is done before one is pressed. */
export async function didYouMean(call: Call, text: string): Promise<Card> {
  return (await guess(call, text)) ?? notUnderstood(call, text);
}

/** The same; nothing where nothing is understood. */
export async function guess(call: Call, text: string): Promise<Card | undefined> {
  const line = lineOf(text);
  const tokens = withoutOpening(tokensOf(line));
  const { registry, ctx } = call;
  const offered = registry.offered(ctx.actor);
  const named = await namedIn(call, tokens);
  const meant = meantBy(call, offered, line, tokens, named);
  if (meant.length === 0) {
    const others = registry.all.filter((c) => !mayAtAll(ctx.actor, c.may));
    const theirs = meantBy(call, others, line, tokens, named);
    return theirs.length > 0 ? forCoordinators(call) : undefined;
  }
  const buttons: Button[] = [];
  for (const each of meant.slice(0, maxOffered)) {
    const raw = await rawOf(call, each, named);
    const input = await packInput(call, each.command.verb, raw);
    buttons.push(buttonOf(each.command, { input }));
  }
  return question(call, text, buttons);
}

function question(call: Call, text: string, buttons: Button[]): Card {
  const help = buttons.length < 3 && !buttons.some(({ action }) => action.verb === 'help');
  return {
    title: talk.didYouMean,
    text: [talk.youWrote(shorten(withNames(text.trim()), 100)), talk.nothingDone],
    buttons: [...buttons, ...(help ? [buttonForAll(call.registry, 'help')] : [])],
  };
}

function notUnderstood(call: Call, text: string): Card {
  const words = withNames(lineOf(text));
  return {
    title:
      /\s/.test(words) || everyday.has(words.toLowerCase())
        ? talk.notUnderstood
        : talk.unknownCommand(shorten(words, 40)),
    tone: 'attention',
    text: [talk.seeHelp],
    buttons: [buttonForAll(call.registry, 'help')],
  };
}

const forCoordinators = (call: Call): Card => ({
  title: talk.forCoordinatorsTitle,
  tone: 'attention',
  text: [talk.forCoordinators(call.known.centre.supportContact)],
  buttons: [buttonForAll(call.registry, 'help')],
});

/** Whom and what a sentence names. */
interface Named {
  /** As a command is given them. */
  who?: string;
  site?: Site | undefined;
  /** The places of the words that name someone or a site, or are said of a command. */
  known: Set<number>;
}

/** The likeliest commands, the likeliest first. */
function meantBy(call: Call, commands: Command[], line: string, tokens: Token[], named: Named): Meant[] {
  const { registry, ctx } = call;
  const someone = named.who !== undefined;
  const meant = new Map<string, Meant>();
  const put = (command: Command, score: number, typed?: string) => {
    const has = meant.get(command.verb)?.score ?? 0;
    meant.set(command.verb, { command, score: has + score, line: typed ?? meant.get(command.verb)?.line });
  };
  const about = { tokens, someone, asksForSite: named.site !== undefined && !call.known.sites.includes(named.site) };
  for (const { command, score } of likely(registry, ctx.actor, commands, about)) put(command, score);
  const isWhich = saysWhich(tokens);
  const begun = isWhich ? undefined : begunBy(registry.all, tokens);
  if (begun) {
    const command = commands.find((c) => [c.verb, c.insteadOf].includes(begun.command.verb));
    if (command)
      put(
        command,
        begins,
        [command.verb, begun.given, fillingRest(begun.command, line, tokens, begun.count)].join(' '),
      );
  } else if (!isWhich && !named.known.has(0) && mayBeMistyped(tokens)) {
    for (const near of registry.nearest(ctx.actor, tokens[0]?.plain ?? ''))
      if (commands.some((c) => c.verb === near.verb))
        put(near, nearlyBegins, `${near.verb} ${restAfter(line, tokens, 1)}`);
  }
  const list = commands.find((c) => c.verb === 'list');
  if (list && isWhich) put(list, 2 * begins, `list ${line.slice(tokens[0]?.at)}`);
  const show = commands.find((c) => c.verb === 'show');
  if (show && someone) put(show, 0.5);
  return [...meant.values()].sort((a, b) => b.score - a.score);
}

/** Whether the first word may be a verb that is mistyped: a short one in a sentence is near to too many. */
function mayBeMistyped([first, ...others]: Token[]): boolean {
  return first !== undefined && !everyday.has(first.plain) && (others.length < 2 || first.plain.length > 4);
}

/** What comes after the words that a command is called by; nothing where that says nothing more. */
function fillingRest(command: Command, line: string, tokens: Token[], count: number): string {
  const rest = tokens.slice(count);
  const said = saidPlaces({ all: [command] }, rest);
  if (rest.every((token, at) => everyday.has(token.plain) || said.has(at))) return '';
  const inputs = Object.values(command.inputs);
  if (!inputs.some((i) => i.resolve)) return restAfter(line, tokens, count);
  const from = Math.max(
    0,
    rest.findIndex(({ plain }) => !beforeNames.has(plain)),
  );
  // Words that are read as they stand keep theirs.
  if (inputs.some((i) => i.line === 'words')) return restAfter(line, tokens, count + from);
  const kept = rest.slice(from).filter(({ plain }) => !articles.has(plain));
  return kept.map(({ text }) => text).join(' ');
}

const articles = new Set(['a', 'an', 'the', 'as']);

/** What a command is given: what its own words say, else what the sentence names. */
async function rawOf(call: Call, { command, line }: Meant, named: Named): Promise<Raw> {
  const places = Object.values(command.inputs).filter((i) => i.line === 'word' || i.line === 'words');
  const isWhomAlone = places.length === 1 && places[0]?.resolve && named.who !== undefined;
  if (line === undefined || isWhomAlone) return filled(call, command, named);
  const { raw, left } = await readLine(call, command, line);
  return { ...onlyInputs(command, raw), ...packLeft(left) };
}

/** A command's inputs, of what a sentence names. */
function filled(call: Call, { inputs }: Command, { who, site }: Named): Raw {
  const raw: Raw = {};
  const [person] = Object.keys(inputs).filter((name) => inputs[name]?.resolve);
  if (person && who !== undefined) raw[person] = who;
  for (const [name, input] of Object.entries(inputs)) {
    const ask = site && input.line !== 'none' ? input.ask?.(call) : undefined;
    if (ask?.kind === 'choice' && ask.options.some(({ value }) => value === site)) raw[name] = site;
  }
  return raw;
}

/** Most names in a sentence that are looked for. */
const maxLookUps = 3;

/** Whom a sentence names, by whole words of their name, and which site. */
async function namedIn(call: Call, tokens: Token[]): Promise<Named> {
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
