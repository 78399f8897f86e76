/**
 * What a sentence can't say by itself, since it differs with where it is read. A sentence leaves a place for it, and the
 * chat that shows it fills that in as it draws it: a card of a job may be shown in several.
 */
export interface Speech {
  /** A command as it is typed here: `/staff settings`. */
  typed(line: string): string;
  /** The same in a channel. */
  typedInChannel(line: string): string;
  /** Where a command has to be typed that can't be typed here: `in your own chat with Staffroom`. */
  elsewhere?: string;
  /** `workspace`, `organisation` */
  workspace: string;
  /** Where only the person and Staffroom are: `your messages with Staffroom`. */
  ownChat: string;
  /** How Staffroom gets into a channel: `type “/invite @Staffroom” in it`. */
  invite: string;
}

/** No text of a person's can hold it: it is replaced in all that comes in, and the database does not take it. */
const mark = '\0';

const place = (what: string, line = '') => `${mark}${what} ${line}${mark}`;

/** The places in a sentence that are filled in where it is shown. */
export const here = {
  /** A command in quotes, to be typed: `“/staff settings”`. */
  command: (line: string) => place('command', line),
  /** The same, to be typed in a channel. */
  inChannel: (line: string) => place('inChannel', line),
  /** The command alone, as an example. */
  example: (line: string) => place('example', line),
  workspace: place('workspace'),
  ownChat: place('ownChat'),
  invite: place('invite'),
};

const fill: Record<string, (speech: Speech, line: string) => string> = {
  command: ({ typed, elsewhere }, line) => `“${typed(line)}”${elsewhere ? ` ${elsewhere}` : ''}`,
  inChannel: ({ typedInChannel }, line) => `“${typedInChannel(line)}”`,
  example: ({ typed }, line) => typed(line),
  workspace: ({ workspace }) => workspace,
  ownChat: ({ ownChat }) => ownChat,
  invite: ({ invite }) => invite,
};

/**
 * A card, a form or a sentence, as it is said where it is shown.
 *
 * @returns the same, and of what is new the same parts, where nothing has to be filled in: whoever draws it leaves it as it is
 */
export function spoken<T>(said: T, speech: Speech): T {
  if (typeof said === 'string') {
    if (!said.includes(mark)) return said;
    const filled = said.replace(/\0(\w+) ([^\0]*)\0/g, (whole, what, line) => fill[what]?.(speech, line) ?? whole);
    return filled as T & string;
  }
  if (typeof said !== 'object' || said === null) return said;
  let filled: T | undefined;
  for (const [name, value] of Object.entries(said)) {
    const spelt = spoken(value, speech);
    if (spelt === value) continue;
    filled ??= (Array.isArray(said) ? [...said] : { ...said }) as T & object;
    // Defines each name, `__proto__` too, where an assignment would set the prototype.
    Object.defineProperty(filled, name, { value: spelt, enumerable: true, writable: true, configurable: true });
  }
  return filled ?? said;
}
