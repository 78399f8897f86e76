/**
 * The ids of a form's blocks: the path of a field (`email`, `people.0.email`), and behind a `~` what makes a block
 * another one than it was, so that Slack forgets what it held, or what it is beside its field.
 */

const path = /^([A-Za-z0-9-]{1,64})(?:\.(\d{1,3})\.([A-Za-z0-9-]{1,64}))?$/;

/** More rows than any form shows; a bound for what comes from outside. */
const maxRows = 200;

/** How an input is called in its block: what is read back depends on it. */
export type InputKind = 'text' | 'email' | 'choice' | 'choices' | 'person' | 'toggle' | 'file' | 'channel';

export interface Path {
  /** `people.0.email` */
  whole: string;
  /** The field's name, or the list's. */
  name: string;
  /** In a list. */
  inRow?: { index: number; name: string };
}

/** The path in a block's id, or nothing if there is none. */
export function pathOf(blockId: unknown): Path | undefined {
  if (typeof blockId !== 'string') return undefined;
  const whole = blockId.replace(/~.*$/s, '');
  const [, name, index, inner] = path.exec(whole) ?? [];
  if (name === undefined) return undefined;
  if (index === undefined || inner === undefined) return { whole, name };
  const row = Number(index);
  return row < maxRows ? { whole, name, inRow: { index: row, name: inner } } : undefined;
}

/** The path without its row: `people.email`. */
export const kindOf = ({ name, inRow }: Path) => (inRow ? `${name}.${inRow.name}` : name);

/** The path of another field, of the same row in a list. */
export const siblingOf = ({ name, inRow }: Path, other: string) => (inRow ? `${name}.${inRow.index}.${other}` : other);

/** The id of the block that says what is wrong with a field. */
export const errorId = (whole: string) => `${whole}~error`;

export const isErrorId = (blockId: unknown) => typeof blockId === 'string' && blockId.endsWith('~error');
