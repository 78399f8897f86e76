import { type File, workbookType } from './card.ts';

/** What is in a file, to be handed on. */
export const bytesOf = ({ type, content }: Pick<File, 'type' | 'content'>): Buffer =>
  Buffer.from(content, type === workbookType ? 'base64' : 'utf8');
