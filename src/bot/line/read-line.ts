import type { Person } from '../../service/people/person.ts';
import { withNames } from '../../ui/mention.ts';
import type { Call, Command, Input, Raw, Resolved } from '../command.ts';
import { singular } from '../flow/check-inputs.ts';
import type { Left } from '../flow/left.ts';
import { doubtfulIn } from './doubts.ts';
import { together } from './find-whom-all.ts';
import type { Named } from './look-up-names.ts';
import { asTyped, type Line, parseLine, type Word } from './parse.ts';
import { inOne, isExact, type Part } from './parts.ts';
import { readWhom } from './read-whom.ts';
import {
  isLeadAlone,
  leadsToDay,
  parted,
  takeDay,
  takeOption,
  withoutAgain,
  withoutFileWords,
  withoutLead,
} from './take.ts';

interface ReadLine {
  raw: Raw;
  /** Whom was looked up already, to tell where a name ends, by input. */
  resolved: Record<string, Resolved<unknown>>;
  left: Left;
}

/** Reads a typed line into the command's inputs; nothing is checked yet. @param withFile whether a file that names people came with it */
export async function readLine(call: Call, command: Command, text: string, withFile = false): Promise<ReadLine> {
  const known = command.lineKeys ?? Object.keys(command.inputs).flatMap((name) => [name, singular(command, name)]);
  const { line, empty } = withoutEmptyKeys(parseLine(text, known));
  if (command.fromLine) {
    const { words: typed } = parted(line.words);
    const words = typed.map(({ text }) => text);
    const { unparsed, ...raw } = await command.fromLine(words, line.keys, typed, line.rest);
    const over = typeof unparsed === 'string' ? [unparsed] : [];
    return { raw, resolved: {}, left: leftOver([...empty, ...over, ...line.beyond]) };
  }
  return new LineReader(call, command, line, empty, withFile).read();
}

/** Without keys that nothing was said for (`lastName:`): to empty what there is, is asked about first. In quotes nothing is meant. */
function withoutEmptyKeys(line: Line): { line: Line; empty: string[] } {
  const isQuoted = (key: string) => line.keyWords[key]?.some(({ quoted }) => quoted);
  const empty = Object.keys(line.keys).filter((key) => line.keys[key] === '' && !isQuoted(key));
  const keys = Object.fromEntries(Object.entries(line.keys).filter(([key]) => !empty.includes(key)));
  return { line: { ...line, keys }, empty: empty.map((key) => `${key}:`) };
}

const leftOver = (words: string[]): Left => (words.length > 0 ? { unparsed: words.map(withNames).join(' ') } : {});

type Place = [name: string, input: Input<unknown, unknown>];

class LineReader {
  readonly #call: Call;
  readonly #command: Command;
  readonly #line: Line;
  readonly #raw: Raw;
  readonly #resolved: ReadLine['resolved'] = {};
  /** What is not read yet, and what was said out of politeness at its end. */
  #words: Word[];
  readonly #polite: Word[];
  /** What stands between whom was named and what is not read yet. */
  #behind: Part['behind'] = 'nothing';
  #isPart = false;
  /** Who is named, where someone can be. */
  #people: Person[] | undefined;
  #doubtful: string | undefined;
  /** What fits nowhere. */
  readonly #over: string[];
  /** Whether the words say who is meant beside a file that does. */
  readonly #namesPeople: boolean;

  constructor(call: Call, command: Command, line: Line, over: string[], withFile: boolean) {
    this.#over = over;
    this.#call = call;
    this.#command = command;
    this.#line = line;
    this.#raw = { ...line.keys };
    const { words, polite } = parted(line.words);
    // Where no words of one's own are asked for, *again* is none of them.
    const takesWords = Object.values(command.inputs).some((i) => i.line === 'words' && !i.resolve);
    const all = takesWords ? words : parted(withoutAgain(words)).words;
    this.#words = withFile ? withoutFileWords(all) : all;
    this.#namesPeople = !withFile || (this.#words[0] !== undefined && isExact(this.#words[0]));
    this.#polite = polite;
  }

  async read(): Promise<ReadLine> {
    const { inputs } = this.#command;
    const { keys, keyWords, wordsBefore } = this.#line;
    // In `Ben Okafor reason: left in July` the reason is all of it.
    const given = Object.keys(keys).find((name) => inputs[name]?.line === 'words');
    const after = given && wordsBefore[given] ? this.#words.splice(wordsBefore[given]) : [];
    const whole = (more: Word[]) => {
      const all = [...((given && keyWords[given]) || []), ...more];
      return given && inputs[given]?.resolve ? inOne(all) : asTyped(all);
    };
    if (given) this.#raw[given] = whole(after);
    const places = Object.entries(inputs).filter(
      ([name, { line, several }]) =>
        (line === 'word' || line === 'words' || line === 'day') &&
        !(name in this.#raw) &&
        (this.#namesPeople || !several),
    );
    this.#takeDayInFront(places);
    for (const [index, place] of places.entries()) {
      if (this.#words.length === 0) break;
      if (!(place[0] in this.#raw)) await this.#take(place, places.slice(index + 1), given !== undefined);
    }
    this.#takeLateOptions(places);
    // What stood before its key and fits nowhere is of it too.
    if (given && this.#words.length > 0)
      this.#raw[given] = whole([...after, ...this.#words.splice(0).map((w) => ({ ...w, gap: w.gap || ' ' }))]);
    const words = this.#words.map((w) => w.text).filter((text) => text !== '');
    const unparsed = [...this.#over, ...words, ...this.#line.beyond];
    return {
      raw: this.#raw,
      resolved: this.#resolved,
      left: { ...leftOver(unparsed), ...(this.#doubtful && { doubtful: withNames(this.#doubtful) }) },
    };
  }

  /** `admin ben test-maker off`: in whichever order the options are said. */
  #takeLateOptions(places: Place[]): void {
    for (const [name, input] of places) {
      if (name in this.#raw || !this.#isChoice(input)) continue;
      const { count, skipped, value } = takeOption(this.#call, input, this.#words);
      if (count === 0) continue;
      this.#raw[name] = value;
      this.#words = this.#words.slice(skipped + count);
    }
  }

  /** `from 1 June ben` */
  #takeDayInFront(places: Place[]): void {
    const [name, input] = places.find(([, { line }]) => line === 'day') ?? [];
    const taken = name && input ? takeDay(input, this.#words, { led: true }) : undefined;
    if (!taken || !name) return;
    this.#raw[name] = taken.day;
    this.#words = taken.rest;
  }

  async #take(place: Place, later: Place[], isGiven: boolean): Promise<void> {
    const [name, input] = place;
    if (input.resolve) await this.#takePeople(place, later, isGiven);
    else if (input.line === 'day') {
      const taken = takeDay(input, this.#words);
      if (!taken) return;
      this.#raw[name] = taken.day;
      this.#words = taken.rest;
    } else if (input.line === 'words' && !this.#isChoice(input)) {
      const words = this.#words.splice(0);
      if (input.isReason) this.#doubtful = this.#anotherOption(words) ?? (await this.#doubtfulIn(words));
      this.#raw[name] = asTyped([...words, ...this.#polite]);
    } else {
      const { count, skipped, value } = takeOption(this.#call, input, this.#words);
      // What is last and is none of the options is asked about beside its field.
      const isLast = later.length === 0;
      if (count === 0 && !input.required && !(isLast && this.#isChoice(input))) return;
      this.#raw[name] = count > 0 ? value : plain(isLast ? this.#words : this.#words.slice(0, 1));
      this.#words = count > 0 ? this.#words.slice(skipped + count) : isLast ? [] : this.#words.slice(1);
    }
  }

  #doubtfulIn(words: Word[]): Promise<string | undefined> {
    return doubtfulIn(this.#call, words, { behind: this.#behind, named: this.#people, isPart: this.#isPart });
  }

  /** Of `access Test Maker and Results Analysis` the second site, which is no reason. */
  #anotherOption(words: Word[]): string | undefined {
    const from = words[0] && /^(?:and|&|\+|plus|also)$/i.test(words[0].text) ? 1 : 0;
    const inputs = Object.values(this.#command.inputs).filter((i) => i.line === 'word' && this.#isChoice(i));
    for (const input of inputs) {
      const { count } = takeOption(this.#call, { ...input, ledBy: [] }, words.slice(from));
      if (count > 0) return inOne(words.slice(0, from + count));
    }
  }

  #isChoice({ ask }: Input<unknown, unknown>): boolean {
    return ask?.(this.#call)?.kind === 'choice';
  }

  async #takePeople([name, input]: Place, later: Place[], isGiven: boolean): Promise<void> {
    if (!input.required && this.#isNobodyNext(input, later)) return;
    const words = withoutLead(input, this.#words);
    if (input.ledOnly && words === this.#words) return;
    const { named, isPart, rest, behind } = await readWhom(this.#call, words, {
      verb: this.#command.verb,
      until: later.flatMap(([, { resolve, ledBy }]) => (resolve ? (ledBy ?? []) : [])),
      several: input.several === true,
      ends: later.length === 0 && !isGiven,
    });
    this.#words = rest;
    this.#behind = behind;
    this.#isPart = isPart;
    this.#people = named.flatMap(({ found }) => ('one' in found ? [found.one] : []));
    const [next] = later;
    const [one, other] = named;
    if (input.several && one && other && this.#isToTheLast(named, rest, next)) {
      this.#raw[name] = [one.words];
      this.#resolved[name] = together([one]);
      this.#name(next?.[0] ?? '', other);
    } else if (input.several) {
      if (named.length === 0) return;
      this.#raw[name] = named.map((each) => each.words);
      this.#resolved[name] = together(named);
    } else if (one && other && named.length === 2 && rest.length === 0 && next?.[1].resolve && next[1].required) {
      // `transfer ben, clara`; of `leaver ben, clara` both may be meant to leave.
      this.#name(name, one);
      this.#name(next[0], other);
    } else if (one && named.length > 1) {
      this.#raw[name] = named.map((each) => each.words).join(', ');
      this.#resolved[name] = { named: this.#people };
      // Who is not known can't be chosen, and is not forgotten either.
      this.#over.push(...named.flatMap(({ words, found }) => ('one' in found ? [] : [words])));
    } else if (one) this.#name(name, one);
  }

  /**
   * Whether nobody is named where someone may be: `leaver ben on 1 June`, `leaver ben to`. A day that stands there is taken:
   * `leaver ben on 1 June to clara`.
   */
  #isNobodyNext(input: Input<unknown, unknown>, later: Place[]): boolean {
    const [name, day] = later.find(([name, { line }]) => line === 'day' && !(name in this.#raw)) ?? [];
    const taken = day && takeDay(day, this.#words);
    const [first] = taken?.rest ?? [];
    // Sunday and June are names, too: in front of another they are no day.
    if (name && taken && (leadsToDay(this.#words) || !first || withoutLead(input, taken.rest) !== taken.rest)) {
      this.#raw[name] = taken.day;
      this.#words = taken.rest;
    }
    return (
      this.#words.length === 0 || isLeadAlone(input, this.#words) || (day !== undefined && leadsToDay(this.#words))
    );
  }

  /** Of two alone the second is the one who is asked for next: `transfer ben, clara`, `transfer ben clara primary`. */
  #isToTheLast(named: Named[], rest: Word[], next: Place | undefined): boolean {
    const [, input] = next ?? [];
    const isLed = rest.some(({ text }) => input?.ledBy?.includes(text.toLowerCase()));
    return named.length === 2 && input?.resolve !== undefined && !input.several && !input.ledOnly && !isLed;
  }

  #name(input: string, { words, found }: Named): void {
    this.#raw[input] = words;
    this.#resolved[input] = found as Resolved<unknown>;
  }
}

/** A comma behind a site's name is not of it. */
const plain = (words: Word[]): string => inOne(words).replace(/[,;]+$/, '');
