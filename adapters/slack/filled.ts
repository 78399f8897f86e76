import type { Reply } from '../../src/bot/inbound.ts';
import type { Form, FormValues } from '../../src/ui/form.ts';
import { slack as say } from '../../src/ui/sentences/chat.ts';
import { isProblem, SlackError } from './api.ts';
import type { Deed } from './deed.ts';
import { fetchFile } from './files.ts';
import type { Desk } from './handle.ts';
import { readMeta } from './meta.ts';
import type { ShownView } from './payload.ts';
import { readForm } from './read-form.ts';
import { inputsIn } from './shown-view.ts';
import { unescaped } from './text.ts';

/** What a person filled in. */
export interface Filled {
  /** Its files fetched. */
  values: FormValues;
  /** The form again, where a file could not be fetched; it has no fields, for it is not known here which there are. */
  unread?: Reply;
}

/** Reads a filled form, and fetches its files. */
export async function readFilled({ tokens, isSlacks }: Desk, deed: Deed, view: ShownView): Promise<Filled> {
  const { values, files } = readForm(view);
  const read: FormValues = { ...values };
  const errors: Form['errors'] = {};
  for (const { name, fileName, url, size } of files) {
    try {
      // The token goes to nobody else, whatever the payload says.
      if (!isSlacks(url)) throw new SlackError('download', 'elsewhere');
      read[name] = { name: fileName, content: await fetchFile(url, await tokens.token(deed), size) };
    } catch (error) {
      errors[name] = isProblem(error, 'too_large') ? say.fileTooLarge(fileName) : say.fileNotRead(fileName);
    }
  }
  const action = readMeta(view)?.action;
  if (!action || Object.keys(errors).length === 0) return { values: read };
  const form = { title: unescaped(view.title.text), fields: [], values: read, errors, submit: '', action };
  return { values: read, unread: { kind: 'form', form } };
}

/** The errors of a form without fields, by the blocks of the one that is shown. */
export const errorsByBlock = ({ errors }: Form, view: ShownView): Record<string, string> =>
  Object.fromEntries(
    inputsIn(view).flatMap(({ path, blockId }) => (errors[path.whole] ? [[blockId, errors[path.whole] ?? '']] : [])),
  );
