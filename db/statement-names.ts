/** More texts than the program has: those beyond were made for one occasion. */
const maxNames = 1_000;
/** A longer one is a list of values, which hardly comes again. */
const maxLength = 4_000;

/**
 * What looks for a part of a text. A plan that was made without knowing the part leaves the trigram index for good, after a few
 * runs: 133 ms in place of 1 ms among 100,000 people.
 */
const searches = /\bi?like\b|<%|%>|\bsimilarity\b/i;

const names = new Map<string, string>();

/**
 * The name under which a connection keeps a statement, so that the server parses it once and can keep its plan.
 *
 * @param options.isLong whether a long one comes again too
 * @param options.isNamed whether one that looks for parts of a text has a name too: no plan knows them where they come out of a list
 * @returns nothing for what is better planned anew each time
 */
export function statementName(text: string, { isLong = false, isNamed = false } = {}): string | undefined {
  const known = names.get(text);
  if (known || (text.length > maxLength && !isLong) || names.size >= maxNames) return known;
  if (searches.test(text) && !isNamed) return undefined;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}
