import type { Reply } from '../../../src/bot/inbound.ts';
import type { Form, FormValues } from '../../../src/ui/form.ts';
import { NotTaken } from '../../chat/inbound.ts';
import type { AdapterContext } from '../context.ts';
import { formActionIn } from '../packed/meta.ts';
import type { Interaction } from '../read/interaction.ts';
import type { ShownView } from '../read/payload.ts';
import { readForm } from '../read/read-form.ts';
import { inputsIn } from '../read/shown-view.ts';
import { unescaped } from '../render/text.ts';
import { fetchAttached } from './inbound.ts';

/** What a person filled in. */
export interface Filled {
  /** Its files fetched. */
  values: FormValues;
  /** The form again, where a file could not be fetched; it has no fields, for it is not known here which there are. */
  unread?: Reply;
}

/** Reads a filled form, and fetches its files. */
export async function readFilled(ctx: AdapterContext, interaction: Interaction, view: ShownView): Promise<Filled> {
  const { values, files } = readForm(view);
  const read: FormValues = { ...values };
  const errors: Form['errors'] = {};
  for (const file of files) {
    try {
      read[file.field] = await fetchAttached(ctx, interaction, file);
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      errors[file.field] = error.message;
    }
  }
  const action = formActionIn(view);
  if (!action || Object.keys(errors).length === 0) return { values: read };
  const form = { title: unescaped(view.title.text), fields: [], values: read, errors, submit: '', action };
  return { values: read, unread: { kind: 'form', form } };
}

/** The errors of a form without fields, by the blocks of the one that is shown. */
export const errorsByBlock = ({ errors }: Form, view: ShownView): Record<string, string> =>
  Object.fromEntries(
    inputsIn(view).flatMap(({ path, blockId }) => (errors[path.whole] ? [[blockId, errors[path.whole] ?? '']] : [])),
  );
