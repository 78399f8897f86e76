import { decode } from '../../../src/lib/decode.ts';
import type { FileField, FileValue } from '../../../src/ui/form.ts';
import { errorId, hintId } from '../../adaptive-card/ids.ts';
import { complain, describeBy, el } from './dom.ts';
import { size } from './format.ts';

/** The files chosen in a form, by field: being read, or read. They outlive the form's being shown again. */
export type Files = Record<string, Promise<FileValue>>;

/** Draws the input for a file below the card's words about it; a file can be dropped on it too. */
export function fileInput(field: FileField, files: Files): void {
  const words = document.getElementById(field.name);
  if (!words) return;
  const input = el('input', { type: 'file', class: 'drop', accept: field.accept, 'aria-labelledby': field.name });
  input.dataset.path = field.name;
  const said = document.getElementById(errorId(field.name));
  if (said) input.setAttribute('aria-invalid', 'true');
  describeBy(input, [errorId(field.name), hintId(field.name)]);
  const trouble = el('p', { class: 'trouble', role: 'alert', hidden: true });
  const kept = el('p', { class: 'kept' });
  words.after(input, trouble, kept);

  const showKept = (name?: string) => {
    kept.replaceChildren();
    if (name === undefined) return;
    const remove = el('button', { type: 'button', class: 'link', 'aria-label': `Remove ${name}` }, 'Remove');
    remove.addEventListener('click', () => {
      delete files[field.name];
      input.value = '';
      showKept();
      input.focus();
    });
    kept.append(remove);
  };
  void files[field.name]?.then(({ name }) => {
    // Drawn anew the input knows of no file: of this one it shows the name.
    const held = new DataTransfer();
    held.items.add(new File([], name));
    input.files = held.files;
    showKept(name);
  });
  input.addEventListener('change', () => {
    showKept();
    delete files[field.name];
    // What was said was said of the file before.
    said?.remove();
    input.removeAttribute('aria-invalid');
    complain(trouble, '');
    const [file] = input.files ?? [];
    if (!file) return;
    if (file.size > field.max) {
      input.value = '';
      input.setAttribute('aria-invalid', 'true');
      return complain(trouble, `${file.name} is ${size(file.size)}. At most ${size(field.max)} can be sent.`);
    }
    showKept(file.name);
    // Who presses the form's button at once sends it all the same: it is waited for.
    files[field.name] = file
      .arrayBuffer()
      .then(async (bytes) => ({ name: file.name, content: await decode(new Uint8Array(bytes)) }));
  });
}
