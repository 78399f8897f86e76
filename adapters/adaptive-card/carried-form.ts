import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isObject, objectOf } from '../../src/lib/json.ts';
import type { Field, Form } from '../../src/ui/form.ts';
import { readAction } from './actions.ts';
import { readForm } from './read-form.ts';

/**
 * A form that travels with its own buttons, where a platform sends back no more than what was filled in: so it can be shown again
 * when neither the database nor the platform says who sends it. It comes back from outside, and is shown to whoever sent it.
 */

/** Its name beside the action. */
export const carriedAs = 'staffroomShown';

/** More than any form of ours is, in bytes. */
const maxUnpacked = 64_000;

/** What of a form stays the same however it is filled in, small enough to be carried by each of its buttons. */
export function packForm({ title, intro, fields, submit }: Form): string {
  return deflateRawSync(JSON.stringify({ title, intro, fields, submit })).toString('base64');
}

/** The form in what a button of it sent back, filled in as it was; nothing where none is carried, or it is none. */
export function carriedForm(data: unknown): Form | undefined {
  const packed = objectOf(data)[carriedAs];
  const action = readAction(data);
  if (typeof packed !== 'string' || !action) return undefined;
  try {
    const json = inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: maxUnpacked }).toString();
    const { title, intro, submit, fields } = objectOf(JSON.parse(json));
    if (typeof title !== 'string' || typeof submit !== 'string' || !Array.isArray(fields)) return undefined;
    return {
      title,
      ...(typeof intro === 'string' && { intro }),
      submit,
      fields: fields.filter(isObject) as unknown as Field[],
      values: readForm(data),
      errors: {},
      action: { ...action, step: 'submit' },
    };
  } catch {
    return undefined;
  }
}
