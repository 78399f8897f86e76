import { type Path, parsePath } from '../../../src/ui/form-path.ts';

/**
 * The ids of a form's blocks: the path of a field (`email`, `people.0.email`), and behind a `~` what makes a block
 * another one than it was, so that Slack forgets what it held, or what it is beside its field.
 */

/** How an input is called in its block: what is read back depends on it. */
export type InputKind = 'text' | 'email' | 'choice' | 'choices' | 'person' | 'people' | 'toggle' | 'file' | 'channel';

/** The path in a block's id, or nothing if there is none. */
export const pathOf = (blockId: unknown): Path | undefined =>
  typeof blockId === 'string' ? parsePath(blockId.replace(/~.*$/s, '')) : undefined;

/** The path of another field, of the same row in a list. */
export const siblingOf = ({ name, inRow }: Path, other: string) => (inRow ? `${name}.${inRow.index}.${other}` : other);

/** The id of the block that says what is wrong with a field. */
export const errorId = (whole: string) => `${whole}~error`;

export const isErrorId = (blockId: unknown) => typeof blockId === 'string' && blockId.endsWith('~error');
