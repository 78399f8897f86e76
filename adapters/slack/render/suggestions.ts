import type { types } from '@slack/bolt';
import { shorten } from '../../../src/lib/text.ts';
import type { Option } from '../../../src/ui/form.ts';
import { limits } from '../limits.ts';

/** People who were found, as a menu that is searched shows them. */
export function suggestions(found: Option[]): types.PlainTextOption[] {
  return found.map(({ value, label, hint }) => ({
    text: { type: 'plain_text', emoji: false, text: shorten(label, limits.option.text / 2) },
    value,
    ...(hint && {
      description: { type: 'plain_text', emoji: false, text: shorten(hint, limits.option.description / 2) },
    }),
  }));
}
