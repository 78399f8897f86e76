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
import { isDenied } from '../line/denied.ts';
import { type Likely, likely, saidPlaces } from '../line/likely.ts';
import { type NamedInSentence, namedInSentence } from '../line/named-in-sentence.ts';
import { lineOf } from '../line/parse.ts';
import { readLine } from '../line/read-line.ts';
import { type Token, tokensOf, withoutOpening } from '../line/sentence.ts';
import { saysWhich } from '../people/filter-words.ts';
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
  const named = await namedInSentence(call, tokens);
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

/** The likeliest commands, the likeliest first. */
function meantBy(call: Call, commands: Command[], line: string, tokens: Token[], named: NamedInSentence): Meant[] {
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
    const { verb, insteadOf } = begun.command;
    const isIt = (c: Command) => [c.verb, c.insteadOf].includes(verb) || (insteadOf && insteadOf === c.insteadOf);
    const command = commands.find(isIt);
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
  // *Remove Ben from Test Maker*, *take Ben off Test Maker* are about a site, and not about the whole account.
  const edit = commands.find((c) => c.verb === 'edit');
  if (edit && someone && named.site && !(begun && siteInputs(call, begun.command, named.site).length))
    put(edit, 2 * begins);
  const list = commands.find((c) => c.verb === 'list');
  if (list && isWhich) put(list, 2 * begins, `list ${line.slice(tokens[0]?.at)}`);
  const show = commands.find((c) => c.verb === 'show');
  if (show && someone) put(show, 0.5);
  // What someone has of a site is told on their own account, to whom no list of its people is.
  const own = list ? undefined : commands.find((c) => c.verb === 'whoami');
  if (own && !someone && named.site && call.known.sites.includes(named.site)) put(own, 1);
  return [...meant.values()].filter(({ command }) => !isDenied(command, tokens)).sort((a, b) => b.score - a.score);
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
async function rawOf(call: Call, { command, line }: Meant, named: NamedInSentence): Promise<Raw> {
  const places = Object.values(command.inputs).filter((i) => i.line === 'word' || i.line === 'words');
  const isWhomAlone = places.length === 1 && places[0]?.resolve && named.who !== undefined;
  if (line === undefined || isWhomAlone) return filled(call, command, named);
  const { raw, left } = await readLine(call, command, line);
  return { ...onlyInputs(command, raw), ...packLeft(left) };
}

/** A command's inputs, of what a sentence names. */
function filled(call: Call, command: Command, { who, site }: NamedInSentence): Raw {
  const { inputs } = command;
  const raw: Raw = {};
  const [person] = Object.keys(inputs).filter((name) => inputs[name]?.resolve);
  if (person && who !== undefined) raw[person] = who;
  for (const name of site ? siteInputs(call, command, site) : []) raw[name] = site;
  return raw;
}

/** The inputs of a command that may be this site. */
const siteInputs = (call: Call, { inputs }: Command, site: Site): string[] =>
  Object.keys(inputs).filter((name) => {
    const ask = inputs[name]?.line === 'none' ? undefined : inputs[name]?.ask?.(call);
    return ask?.kind === 'choice' && ask.options.some(({ value }) => value === site);
  });
