/** What `.env` sets, read as Node's parseEnv does where it does so in all its versions; all else is refused by its line. */
export interface EnvLines {
  given: Record<string, string>;
  /** A line for each line that can't be read. None repeats what stands there, which may be secret. */
  wrong: string[];
  /** What was read, and may not be what was meant. */
  notes: string[];
}

/** Spaces around the name don't count, nor does `export` before it, as in a file for the shell. */
const nameAndRest = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=(.*)$/s;
const nothing = /^\s*(#|$)/;
const quoted = /^[ \t]*(["'`])(.*?)\1(.*)$/s;
/** As word processors make them of straight ones. */
const curly = /^[“”„‘’‚«»].*[“”‘’«»]$/s;
/** They come along when text is copied from a web page, and belong to no name and no value. */
const invisible = /[\u200B\u2060\uFEFF]/;
/** Node ends the value at any `#`; of one without a space before it nobody can tell what it was meant for. */
const unclear = /^#|[^ \t]#/;

/**
 * @param text line ends of Unix, Windows or the old Mac
 */
export function readLines(text: string): EnvLines {
  const given = new Map<string, string>();
  const found: EnvLines = { given: {}, wrong: [], notes: [] };
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (nothing.test(line)) continue;
    const [, name, rest = ''] = nameAndRest.exec(line) ?? [];
    const at = `.env, line ${index + 1}`;
    if (invisible.test(line.trimStart())) {
      found.wrong.push(
        `${at}: a sign that can’t be seen stands here, as it comes with text from a web page. Type the line anew.`,
      );
      continue;
    }
    if (!name) {
      found.wrong.push(
        `${at}: this is no setting. Write it as NAME=value, or begin the line with # if it is a comment.`,
      );
      continue;
    }
    const value = readValue(rest);
    if (typeof value !== 'string') found.wrong.push(`${name}: ${value.wrong} (${at}).`);
    else {
      if (given.has(name) && given.get(name) !== value)
        found.notes.push(`${name}: this is in .env twice, and the last one holds (${at}). Take the other out.`);
      given.set(name, value);
    }
  }
  return { ...found, given: Object.fromEntries(given) };
}

/** @param rest what stands after the = */
function readValue(rest: string): string | { wrong: string } {
  if (/^[ \t]*["'`]/.test(rest)) {
    const [, mark, value = '', after = ''] = quoted.exec(rest) ?? [];
    if (!mark)
      return { wrong: 'a quotation mark is opened here and not closed in the same line. Close it, or take it out' };
    if (!nothing.test(after))
      return {
        wrong:
          'something follows here after the closing quotation mark. Take it out, or use other quotation marks around the whole',
      };
    return mark === '"' ? value.replaceAll('\\n', '\n') : value;
  }
  // A comment has a space before it.
  const value = rest.replace(/[ \t]#.*$/s, '').replace(/^[ \t]+|[ \t]+$/g, '');
  if (curly.test(value)) return { wrong: 'curly quotation marks stand around this. Use straight ones, or none' };
  if (unclear.test(value))
    return {
      wrong:
        'a # stands here with no space before it. Put quotation marks around the whole value if it belongs to it, or a space before the # if a comment begins there',
    };
  return value;
}
