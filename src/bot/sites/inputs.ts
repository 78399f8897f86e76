import { z } from 'zod';
import { field as sayField } from '../../ui/sentences/bot.ts';
import { sites as say } from '../../ui/sentences/sites.ts';
import type { Input } from '../command.ts';
import { secret } from '../form-inputs.ts';
import { inputOf, toggle } from '../inputs.ts';

/** More than the longest address or token that is taken, so that what is wrong with it is said by who knows. */
const maxLine = 4_200;
const maxLines = 12_000;

/** A text that may be emptied, and need not be there. A form holds no more than 3,000 characters everywhere. */
const line = (label: string, hint?: string): Input<string | undefined> =>
  inputOf({ label, hint }, z.string().trim().max(maxLine, sayField.tooLong(maxLine)).optional(), () => ({
    kind: 'text',
    max: 3_000,
  }));

/** Several, each on a line of its own, or typed with commas between them. */
function lines(label: string, hint: string): Input<string[] | undefined> {
  const schema = z
    .string()
    .max(maxLines, sayField.tooLong(maxLines))
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .optional();
  return inputOf({ label, hint }, schema, () => ({ kind: 'text', max: 3_000, multiline: true }));
}

const { form } = say;

/** How a site is connected, as it is asked for and typed; the service's own names. */
export const siteInputs = {
  homeUrl: line(form.homeUrl),
  redirectUris: lines(form.redirectUris, form.redirectHint),
  postLogoutUris: lines(form.postLogoutUris, form.linesHint),
  logoutUrl: line(form.logoutUrl, form.logoutHint),
  withoutSecret: toggle({ label: form.withoutSecret }),
  withoutPkce: toggle({ label: form.withoutPkce, hint: form.pkceHint }),
  scimUrl: line(form.scimUrl, form.scimHint),
  scimToken: secret({ label: form.scimToken, hint: form.tokenHint, max: maxLine }),
  scimTokenUrl: line(form.scimTokenUrl),
  scimClientId: line(form.scimClientId),
  scimClientSecret: secret({ label: form.scimClientSecret, hint: form.secretHint, max: maxLine }),
};
