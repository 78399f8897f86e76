import type { FileField, FileValue } from '../../../src/ui/form.ts';
import { errorId, hintId } from '../../adaptive-card/ids.ts';
import { complain, describeBy, el } from './dom.ts';
import { size } from './format.ts';

interface Chosen {
  name: string;
  /** Being read, or read. */
  read?: Promise<FileValue>;
  /** Why it can't be sent. */
  refused?: string;
}

/** The files chosen in a form, by field. They outlive the form's being shown again. */
export type Files = Record<string, Chosen>;

/** Draws the input for a file below the card's words about it; a file can be dropped on it too. */
export function fileInput(field: FileField, files: Files): void {
  const words = document.getElementById(field.name);
  if (!words) return;
  const input = el('input', { type: 'file', class: 'drop', accept: field.accept, 'aria-labelledby': field.name });
  input.dataset.path = field.name;
  const said = document.getElementById(errorId(field.name));
  const trouble = el('p', { class: 'trouble', id: `${field.name}~refused`, role: 'alert', hidden: true });
  const kept = el('p', { class: 'kept' });
  words.after(input, trouble, kept);
  describeBy(input, [errorId(field.name), trouble.id, hintId(field.name)]);

  const show = (isWrong = false) => {
    const chosen = files[field.name];
    complain(trouble, chosen?.refused ?? '');
    if (isWrong || chosen?.refused) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    kept.replaceChildren();
    if (!chosen) return;
    const remove = el('button', { type: 'button', class: 'link', 'aria-label': `Remove ${chosen.name}` }, 'Remove');
    remove.addEventListener('click', () => {
      delete files[field.name];
      input.value = '';
      show();
      input.focus();
    });
    kept.append(remove);
  };
  const before = files[field.name];
  if (before) {
    // Drawn anew the input knows of no file: of this one it shows the name.
    const held = new DataTransfer();
    held.items.add(new File([], before.name));
    input.files = held.files;
  }
  show(said !== null);
  input.addEventListener('change', () => {
    delete files[field.name];
    // What was said was said of the file before.
    said?.remove();
    const [file] = input.files ?? [];
    if (file) files[field.name] = chosenOf(file, field.max);
    show();
  });
}

function chosenOf(file: File, max: number): Chosen {
  const { name } = file;
  if (file.size > max) return { name, refused: `${name} is ${size(file.size)}. At most ${size(max)} can be sent.` };
  // Who presses the form's button at once sends it all the same: it is waited for.
  return { name, read: base64Of(file).then((base64) => ({ name, base64 })) };
}

async function base64Of(file: File): Promise<string> {
  const reader = new FileReader();
  const isRead = new Promise((resolve, reject) => {
    reader.onload = resolve;
    reader.onerror = () => reject(reader.error);
  });
  reader.readAsDataURL(file);
  await isRead;
  return String(reader.result).replace(/^data:[^,]*,?/, '');
}

/** Goes back to a file that can't be sent. @returns whether there is one */
export function goToRefused(files: Files, body: HTMLElement): boolean {
  const [field] = Object.keys(files).filter((each) => files[each]?.refused);
  if (field === undefined) return false;
  const input = body.querySelector<HTMLElement>(`[data-path="${CSS.escape(field)}"]`);
  input?.focus({ preventScroll: true });
  input?.scrollIntoView({ block: 'center' });
  return true;
}
