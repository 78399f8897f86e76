import { findPeople, known, post, suggestions, watch, whatWaits } from './client/api.ts';
import { draw } from './client/cards.ts';
import { composer } from './client/composer.ts';
import { conversation, placeTitle } from './client/conversation.ts';
import { byId, el } from './client/dom.ts';
import { openForm } from './client/form-dialog.ts';
import { mailbox } from './client/mailbox.ts';
import { searchPeopleWith } from './client/person-input.ts';
import type { WireAnswer, WireEvent, WireMessage, WirePlace } from './wire.ts';

/** The playground's page: who one is, which chat is open, and what happens there. */

type View = WirePlace | 'mail';

let me = known[0]?.key ?? '';
let view: View = 'direct';
let messages = new Map<string, WireMessage>();
let stop = () => {};
let awaited = 0;
const unread = { direct: 0, approvals: 0 };

const chat = () => (view === 'mail' ? 'direct' : view);
const here = (place: WirePlace) => [...messages.values()].filter((message) => message.place === place);

async function during<T>(work: Promise<T>): Promise<T> {
  awaited += 1;
  talk.working(true);
  try {
    return await work;
  } finally {
    awaited -= 1;
    talk.working(awaited > 0);
  }
}

/** A form that the bot answers with is opened, and so is each that it answers that one with. */
function follow({ form }: WireAnswer, as: string, place: WirePlace, message?: string): void {
  if (form) openForm(form, (data, files) => post('submit', { as, place, message, data, files }));
}

const talk = conversation(async (message, data) => {
  const as = me;
  line.trouble('');
  try {
    follow(await during(post('press', { as, message: message.id, data })), as, message.place, message.id);
  } catch {
    line.trouble('Staffroom did not answer. Press the button again.');
  }
});

/** What waits for someone who has not said anything yet. Its buttons stand on no message. */
async function showWaiting(as: string): Promise<void> {
  const [card] = await whatWaits(as, new AbortController().signal).catch(() => []);
  if (me !== as || view !== 'direct' || here(view).length > 0) return;
  const press = async (data: unknown) => {
    line.trouble('');
    try {
      follow(await during(post('press', { as, data })), as, 'direct');
    } catch {
      line.trouble('Staffroom did not answer. Press the button again.');
    }
  };
  const drawn = card && draw(card, (data) => void press(data)).element;
  byId('waiting').replaceChildren(...(drawn ? [el('div', { class: 'card' }, drawn)] : []));
}

const line = composer({
  suggest: (text, signal) => suggestions(me, chat(), text, signal),
  async send(text) {
    const [as, place] = [me, chat()];
    const toAll = place === 'approvals' && !/^(?:\/staff|@staffroom)/i.test(text);
    const sent = post('say', { as, place, text });
    follow(await (toAll ? sent : during(sent)), as, place);
  },
});

const mail = mailbox(counts);
searchPeopleWith((query, signal) => findPeople(me, query, signal));

function counts(): void {
  const numbers: Record<View, number> = { ...unread, mail: mail.unread() };
  for (const button of document.querySelectorAll<HTMLElement>('.chat')) {
    const number = numbers[button.dataset.view as View];
    const badge = button.querySelector<HTMLElement>('.count');
    if (!badge) continue;
    badge.textContent = number > 99 ? '99+' : String(number);
    badge.setAttribute('aria-label', `${number} unread`);
    badge.hidden = number === 0;
  }
}

function show(next: View): void {
  view = next;
  for (const button of document.querySelectorAll<HTMLElement>('.chat')) {
    button.setAttribute('aria-current', button.dataset.view === view ? 'page' : 'false');
  }
  byId('talk').hidden = view === 'mail';
  byId('mail').hidden = view !== 'mail';
  if (view !== 'mail') {
    unread[view] = 0;
    placeTitle(view);
    const shown = here(view);
    byId('waiting').replaceChildren();
    talk.open(shown, me);
    if (view === 'direct' && shown.length === 0) void showWaiting(me);
    line.place(view);
    byId('chips').hidden = view !== 'direct';
    line.remember(shown.flatMap((message) => (message.from === me && message.text ? [message.text] : [])));
  }
  counts();
}

function happen(event: WireEvent): void {
  if (event.type === 'snapshot') {
    messages = new Map(event.messages.map((message) => [message.id, message]));
    mail.update(event.mails);
    show(view);
  } else if (event.type === 'mails') {
    mail.update(event.mails);
  } else if (event.type === 'gone') {
    messages.delete(event.id);
    talk.remove(event.id);
  } else {
    const { message } = event;
    const isNew = !messages.has(message.id);
    messages.set(message.id, message);
    if (message.place === view) talk.show(message);
    else if (isNew) unread[message.place] += 1;
    counts();
  }
}

async function become(key: string): Promise<void> {
  stop();
  me = key;
  messages = new Map();
  unread.direct = 0;
  unread.approvals = 0;
  show(view);
  stop = watch(key, happen, (now) => {
    byId('offline').hidden = now;
  });
  const found = await suggestions(key, 'direct', '/staff ', new AbortController().signal).catch(() => []);
  // Someone whom the bot doesn't know is offered nothing, and can still ask.
  const help = { kind: 'command', line: '/staff help', usage: 'help', summary: '' } as const;
  if (me === key) line.chips(found.length > 0 ? found : [help]);
}

for (const radio of document.querySelectorAll<HTMLInputElement>('input[name=person]')) {
  // A reload keeps the tick where it was.
  if (radio.checked) me = radio.value;
  radio.addEventListener('change', () => void become(radio.value));
}
for (const button of document.querySelectorAll<HTMLElement>('.chat')) {
  button.addEventListener('click', () => {
    show(button.dataset.view as View);
    if (view !== 'mail' && matchMedia('(pointer: fine)').matches) line.focus();
  });
}
void become(me);
line.focus();
