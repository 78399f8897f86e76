import { decode } from '../../../src/lib/decode.ts';
import type { FileField, FileValue } from '../../../src/ui/form.ts';
import { errorId, hintId } from '../../adaptive-card/ids.ts';
import { complain, describeBy, el } from './dom.ts';
import { size } from './format.ts';

/** The files chosen in a form, by field: being read, or read. They outlive the form's being shown again. */
export type Files = Record<string, Promise<FileValue>>;

/** Draws the input for a file below the card's words about it; a file can be dropped on it too. */
export function fileInput(field: FileField, files: Files, trouble: HTMLElement): void {
  const words = document.getElementById(field.name);
  if (!words) return;
  const input = el('input', { type: 'file', class: 'drop', accept: field.accept, 'aria-labelledby': field.name });
  describeBy(input, [errorId(field.name), hintId(field.name)]);
  const kept = el('p', { class: 'kept' });
  words.after(input, kept);
  void files[field.name]?.then(({ name }) => kept.append(`Chosen: ${name}`));
  input.addEventListener('change', () => {
    kept.replaceChildren();
    delete files[field.name];
    complain(trouble, '');
    const [file] = input.files ?? [];
    if (!file) return;
    if (file.size > field.max) {
      input.value = '';
      return complain(trouble, `${file.name} is ${size(file.size)}. At most ${size(field.max)} can be sent.`);
    }
    // Who presses the form's button at once sends it all the same: it is waited for.
    files[field.name] = file
      .arrayBuffer()
      .then(async (bytes) => ({ name: file.name, content: await decode(new Uint8Array(bytes)) }));
  });
}
