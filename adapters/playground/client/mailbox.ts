import type { WireMail } from '../wire.ts';
import { address } from './api.ts';
import { byId, el } from './dom.ts';
import { exactTime, shortTime } from './format.ts';

const kept = 'staffroom-read-mails';

function readBefore(): string[] {
  try {
    return JSON.parse(localStorage.getItem(kept) ?? '[]') as string[];
  } catch {
    return [];
  }
}

/** The mails that Staffroom sent: a list, and the one being read as HTML or as its text twin. */
export function mailbox(changed: () => void) {
  const list = el('ul', { class: 'mails' });
  const pane = el('article', { class: 'mail-pane', 'aria-live': 'polite' });
  const about = el('p', {}, 'Every mail that Staffroom sent, to whomever.');
  const head = el('header', { class: 'place' }, el('h2', {}, 'Mailbox'), about);
  byId('mail').append(el('div', { class: 'mail-list' }, head, list), pane);
  const read = new Set(readBefore());
  let mails: WireMail[] = [];
  let open: string | undefined;
  let asText = false;

  const entry = (mail: WireMail) => {
    const isNew = !read.has(mail.id);
    const button = el(
      'button',
      { type: 'button', class: isNew ? 'mail new' : 'mail', 'aria-current': String(mail.id === open) },
      el('span', { class: 'mail-to' }, mail.to),
      el('time', { datetime: mail.at }, shortTime(mail.at)),
      el('span', { class: 'mail-subject' }, mail.subject),
      isNew && el('span', { class: 'unseen' }, 'Unread'),
    );
    button.dataset.mail = mail.id;
    button.addEventListener('click', () => select(mail));
    return el('li', {}, button);
  };
  const drawList = () => {
    const focused = (document.activeElement as HTMLElement | null)?.dataset?.mail;
    const empty = el('li', { class: 'empty' }, 'No mails yet.');
    list.replaceChildren(...(mails.length > 0 ? mails.map(entry) : [empty]));
    if (focused) list.querySelector<HTMLElement>(`[data-mail="${CSS.escape(focused)}"]`)?.focus();
  };
  const switchTo = (words: string, text: boolean, mail: WireMail) => {
    const button = el('button', { type: 'button', 'aria-pressed': String(asText === text) }, words);
    button.addEventListener('click', () => {
      asText = text;
      drawPane(mail);
      pane.querySelector<HTMLElement>('.switch [aria-pressed="true"]')?.focus();
    });
    return button;
  };
  const drawPane = (mail: WireMail | undefined) => {
    if (!mail) return pane.replaceChildren(el('p', { class: 'empty' }, 'Choose a mail to read it here.'));
    const frame = asText
      ? el('pre', { class: 'mail-text', tabindex: '0' }, mail.text)
      : el('iframe', {
          class: 'mail-html',
          title: mail.subject,
          sandbox: 'allow-popups allow-popups-to-escape-sandbox',
          src: address(`mail/${encodeURIComponent(mail.id)}`),
        });
    const views = [switchTo('Designed', false, mail), switchTo('Plain text', true, mail)];
    const answers = mail.replyTo ? [`Answers go to ${mail.replyTo}`, el('br')] : [];
    const lines = [`From ${mail.from}`, el('br'), `To ${mail.to}`, el('br'), ...answers, exactTime(mail.at)];
    const header = el(
      'header',
      {},
      el('h3', {}, mail.subject),
      el('p', { class: 'lines' }, ...lines),
      el('div', { class: 'switch', role: 'group', 'aria-label': 'Show as' }, ...views),
    );
    pane.replaceChildren(header, frame);
  };
  const select = (mail: WireMail) => {
    open = mail.id;
    read.add(mail.id);
    localStorage.setItem(kept, JSON.stringify([...read].slice(-500)));
    drawList();
    drawPane(mail);
    changed();
  };
  drawPane(undefined);

  return {
    update(all: WireMail[]) {
      mails = [...all].sort((a, b) => b.at.localeCompare(a.at));
      drawList();
      if (open !== undefined && !mails.some((mail) => mail.id === open)) drawPane(undefined);
      changed();
    },
    unread: () => mails.filter((mail) => !read.has(mail.id)).length,
  };
}
