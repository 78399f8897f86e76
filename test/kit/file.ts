import type { FileValue } from '../../src/ui/form.ts';

/** A file as a chat brings it. */
export const fileOf = (content: string, name = 'file.csv'): FileValue => ({ name, content });
