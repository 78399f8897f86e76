import { sanitize } from '../../../src/lib/text.ts';
import type { Comparison, FilterValue } from '../../../src/service/directory/compare.ts';
import type { Filter } from '../../../src/service/directory/filter.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { ScimError } from './scim-error.ts';

/**
 * Longest filter, in characters, how deep its brackets may go, and how many comparisons it may have: far more than any directory
 * sends. Each may be asked of thousands.
 */
const maxText = 4_000;
const deepest = 20;
const maxComparisons = 100;

const comparisons = new Set<string>(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] satisfies Comparison[]);

/**
 * A text in quotes, a bracket, or a run of anything else. The three have no beginning in common, so that it is linear:
 * scimmy's own takes exponential time for a text without its end, and can't read a quote within a text.
 */
const token = /\s*(?:("(?:[^"\\]|\\.)*")|([()[\]])|([^\s()[\]"]+))/y;

const core = /^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group)(?::|$)/i;
const attribute = /^(?:urn:[\w.:-]+:)?[a-z$][\w$-]*(?:\.[a-z$][\w$-]*)?$/;

/** A name with its schema before it; the core one's is left out. */
export const withoutCore = (path: string): string => path.replace(core, '');

/** Whether it is what another schema than the core one adds, in whatever way it is written. */
export const isExtension = (path: string): boolean => isUrn.test(path) && isUrn.test(withoutCore(path));

// Asked first, since it is asked of every name in a body.
const isUrn = /^urn:/i;

/** @returns in small letters, without the core schema before it; nothing where it is no attribute's path */
export function plainPath(path: string): string | undefined {
  const small = withoutCore(path).toLowerCase();
  return attribute.test(small) ? small : undefined;
}

/** Whether a path leads to a part of something: `name.givenname`. */
const isPart = (path: string) => path.slice(path.lastIndexOf(':') + 1).includes('.');

/** Where in a user or a group: `name.givenName`, `emails[type eq "work"].value`. */
export interface Path {
  /** In small letters, a filter's brackets left out: `emails.value`. */
  attribute: string;
  /** Which of several values; its paths begin with the attribute's. */
  which?: Filter;
}

/** How many comparisons are in it. */
export function comparisonsIn(filter: Filter): number {
  if ('all' in filter) return filter.all.reduce((n, f) => n + comparisonsIn(f), 0);
  if ('any' in filter) return filter.any.reduce((n, f) => n + comparisonsIn(f), 0);
  if ('not' in filter) return comparisonsIn(filter.not);
  return 'within' in filter ? comparisonsIn(filter.which) : 1;
}

/** Reads a filter of RFC 7644 §3.4.2.2. @throws ScimProblem `invalidFilter` */
export function readFilter(text: string): Filter {
  const words = new Words(text, (detail) => new ScimError(400, detail, 'invalidFilter'));
  const filter = either(words, '', 0);
  if (words.next !== undefined) throw words.unreadable();
  return filter;
}

/** Reads the path of a PATCH. @throws ScimProblem `invalidPath` */
export function readPath(text: string): Path {
  const words = new Words(text, () => new ScimError(400, say.pathUnreadable(text.slice(0, 200)), 'invalidPath'));
  const path = words.path('');
  const which = words.next === '[' ? enclosed('[]', words, path, 0) : undefined;
  const sub = which && words.next?.startsWith('.') ? words.path(path) : path;
  if (words.next !== undefined) throw words.unreadable();
  return { attribute: sub, ...(which && { which }) };
}

class Words {
  readonly #text: string;
  readonly #problem: (detail: string) => ScimError;
  #at = 0;
  #comparisons = 0;
  next: string | undefined;

  constructor(text: string, problem: (detail: string) => ScimError) {
    this.#text = text;
    this.#problem = problem;
    if (text.length > maxText) throw problem(say.filterLong(maxText));
    this.advance();
  }

  expect(word: string): void {
    if (this.next !== word) throw this.unreadable();
    this.advance();
  }

  /** Whether the next is this keyword, which is then taken. */
  is(keyword: string): boolean {
    const yes = this.next?.toLowerCase() === keyword;
    if (yes) this.advance();
    return yes;
  }

  /** The path of an attribute, beneath that of another. */
  path(above: string): string {
    const here = this.next;
    const path = here === undefined ? undefined : plainPath(here.replace(/^\./, ''));
    if (!path || (above && (isPart(above) || isExtension(path)))) throw this.unreadable();
    this.advance();
    return above ? `${above}.${path}` : path;
  }

  unreadable(): ScimError {
    return this.#problem(say.filterUnreadable(this.next === undefined ? '' : this.next.slice(0, 50)));
  }

  countComparison(): void {
    this.#comparisons += 1;
    if (this.#comparisons > maxComparisons) throw this.#problem(say.filterMany(maxComparisons));
  }

  deep(): ScimError {
    return this.#problem(say.filterDeep);
  }

  advance(): void {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (!found && this.#text.slice(this.#at).trim() !== '') {
      this.next = this.#text.slice(this.#at).trim();
      throw this.unreadable();
    }
    this.#at = found ? token.lastIndex : this.#text.length;
    this.next = found ? (found[1] ?? found[2] ?? found[3]) : undefined;
  }
}

function either(words: Words, above: string, depth: number): Filter {
  if (depth > deepest) throw words.deep();
  const any = [both(words, above, depth)];
  while (words.is('or')) any.push(both(words, above, depth));
  return any.length === 1 && any[0] ? any[0] : { any };
}

function both(words: Words, above: string, depth: number): Filter {
  const all = [one(words, above, depth)];
  while (words.is('and')) all.push(one(words, above, depth));
  return all.length === 1 && all[0] ? all[0] : { all };
}

function one(words: Words, above: string, depth: number): Filter {
  if (words.is('not')) return { not: enclosed('()', words, above, depth) };
  if (words.next === '(') return enclosed('()', words, above, depth);
  const path = words.path(above);
  if (words.next !== '[') return comparison(words, path);
  const which = enclosed('[]', words, path, depth);
  if (!words.next?.startsWith('.')) return { within: path, which };
  return { within: path, which: { all: [which, comparison(words, words.path(path))] } };
}

function enclosed(brackets: '()' | '[]', words: Words, above: string, depth: number): Filter {
  words.expect(brackets.charAt(0));
  const filter = either(words, above, depth + 1);
  words.expect(brackets.charAt(1));
  return filter;
}

function comparison(words: Words, path: string): Filter {
  words.countComparison();
  if (words.is('pr')) return { op: 'pr', path };
  const op = words.next?.toLowerCase() ?? '';
  if (!comparisons.has(op)) throw words.unreadable();
  words.advance();
  return { op: op as Comparison, path, value: literal(words) };
}

/** A word without quotes is a text: Microsoft's own tests leave them out. */
function literal(words: Words): FilterValue {
  const word = words.next ?? '';
  if (/^[()[\]]?$/.test(word)) throw words.unreadable();
  const value = literalOf(word);
  if (value === undefined) throw words.unreadable();
  words.advance();
  return value;
}

function literalOf(word: string): FilterValue | undefined {
  try {
    const value = JSON.parse(/^(true|false|null)$/i.test(word) ? word.toLowerCase() : word);
    // What no database can keep may be written by its number.
    return value === null || sanitize(String(value)) === String(value) ? value : undefined;
  } catch {
    return word.startsWith('"') ? undefined : word;
  }
}
