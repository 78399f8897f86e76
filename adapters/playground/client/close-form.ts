import { el } from './dom.ts';

/** A form with something in it is not closed before that is asked. */

interface Watched {
  /** Those that close it. */
  buttons: HTMLElement[];
  /** Where it is asked. */
  footer: HTMLElement;
  isFilled: () => boolean;
  isSending: () => boolean;
}

let open: { dialog: HTMLDialogElement; watched: Watched } | undefined;

function close(): void {
  const dialog = open?.dialog;
  open = undefined;
  dialog?.close();
  dialog?.replaceChildren();
}

/** Goes on at once where nothing would be lost, else once the person says so. */
function ask(goOn: () => void): void {
  if (!open?.watched.isFilled()) {
    goOn();
    return;
  }
  const { footer } = open.watched;
  footer.querySelector('.asks')?.remove();
  const stay = el('button', { type: 'button', class: 'button primary' }, 'Go on filling in');
  const leave = el('button', { type: 'button', class: 'button danger' }, 'Close the form');
  const words = el('p', { id: 'asks-words' }, 'Close the form? What you filled in will be lost.');
  const asks = el('div', { class: 'asks', role: 'alertdialog', 'aria-labelledby': 'asks-words' }, words, leave, stay);
  const before = document.activeElement as HTMLElement | null;
  stay.addEventListener('click', () => {
    asks.remove();
    before?.focus();
  });
  leave.addEventListener('click', goOn);
  footer.prepend(asks);
  stay.focus();
}

const tryToClose = () => {
  if (!open?.watched.isSending()) ask(close);
};

export const guard = {
  ask,
  /** Closes it unasked: it was sent. */
  close,
  watch(dialog: HTMLDialogElement, watched: Watched): void {
    open = { dialog, watched };
    for (const button of watched.buttons) button.addEventListener('click', tryToClose);
    // A second Escape would close it whatever is done about the first's event of closing; its key can be taken.
    dialog.onkeydown = (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      tryToClose();
    };
    // On a phone there is a gesture for it.
    dialog.oncancel = (event) => {
      // So does a chooser of files tell that none was chosen.
      if (event.target !== dialog) return;
      event.preventDefault();
      tryToClose();
    };
    dialog.onclose = () => {
      if (open && !dialog.open) close();
    };
  },
};

addEventListener('beforeunload', (event) => {
  if (open?.watched.isFilled()) event.preventDefault();
});
