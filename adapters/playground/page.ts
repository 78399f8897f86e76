import { escapeHtml } from '../../src/ui/html.ts';
import { initials } from '../../src/ui/row-words.ts';
import { siteNames } from '../../src/ui/sentences/names.ts';
import type { WirePerson } from './wire.ts';

function person(each: WirePerson, index: number): string {
  const { key, name, about } = each;
  return `<label class="person">
  <input type="radio" name="person" value="${escapeHtml(key)}"${index === 0 ? ' checked' : ''}>
  <span class="avatar" data-hue="${index % 5}" aria-hidden="true">${escapeHtml(initials(name))}</span>
  <span class="who"><span class="name">${escapeHtml(name)}</span><span class="about">${escapeHtml(about)}</span></span>
</label>`;
}

function chat(key: string, sign: string, name: string): string {
  return `<li><button type="button" class="chat" data-view="${key}"><span class="sign" aria-hidden="true">${sign}</span>
<span class="label">${name}</span><span class="count" hidden></span></button></li>`;
}

const icon = (path: string) => `<svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor"
 stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${path}</svg>`;
const speech = icon('<path d="M3.5 5.5a2 2 0 0 1 2-2h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9l-3.5 3v-3a2 2 0 0 1-2-2z"/>');
const hash = icon('<path d="M8 3.5 6.5 16.5M13.5 3.5 12 16.5M4 7.5h12.5M3.5 12.5H16"/>');
const letter = icon('<rect x="3" y="4.5" width="14" height="11" rx="1.8"/><path d="m3.5 6 6.5 5 6.5-5"/>');
const arrow = icon('<path d="M4 10h11M10.5 5l5 5-5 5"/>');

/** The sample sites, each in a window of its own; on a small screen one entry that leads to all of them. */
function siteLinks(root: string): string {
  const link = (href: string, label: string) =>
    `<li><a class="site" href="${escapeHtml(href)}" target="_blank" rel="noopener">${escapeHtml(label)}</a></li>`;
  const all = Object.entries(siteNames).map(([key, name]) => link(`${root}/${key}/`, name));
  return `<nav class="sites" aria-label="Sites"><h2>Sites</h2><ul class="each">${all.join('\n')}</ul>
<ul class="all">${link(root, 'Sites')}</ul></nav>`;
}

export interface PageOptions {
  centreName: string;
  people: WirePerson[];
  /** The school's: `Asia/Kolkata`. */
  timeZone: string;
  /** Where the sample sites are, if there are any: `http://localhost:3000/sites`. */
  sites?: string;
}

/** The page. The people travel in an attribute, since no script may be in it. */
export function page(base: string, { centreName, people, timeZone, sites }: PageOptions): string {
  const root = escapeHtml(base);
  const known = people.map(({ key, name, email, about }) => ({ key, name, email, about, initials: initials(name) }));
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Staffroom · ${escapeHtml(centreName)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}/playground.css">
<script src="${root}/playground.js" defer></script>
</head>
<body data-base="${root}" data-zone="${escapeHtml(timeZone)}" data-people="${escapeHtml(JSON.stringify(known))}">
<a class="skip" href="#line">Skip to the message box</a>
<header class="top">
  <span class="mark" aria-hidden="true">S</span>
  <h1>${escapeHtml(centreName)}</h1>
  <p class="where">Staffroom playground</p>
</header>
<div class="frame">
  <aside class="side">
    <fieldset class="people"><legend>You are</legend><div class="choices">${people.map(person).join('\n')}</div></fieldset>
    <nav aria-label="Chats"><h2>Chats</h2><ul>
      ${chat('direct', speech, 'Staffroom')}
      ${chat('approvals', hash, 'approvals')}
      ${chat('mail', letter, 'Mailbox')}
    </ul></nav>
    ${sites ? siteLinks(sites) : ''}
  </aside>
  <main id="main">
    <section id="talk" aria-labelledby="place-name">
      <header class="place"><h2 id="place-name"></h2><p id="place-about"></p></header>
      <p class="offline" id="offline" role="status" hidden>Connecting again…</p>
      <div class="scroll" id="scroll" tabindex="0" role="region" aria-label="Messages">
        <ol class="messages" id="messages"></ol>
        <div class="welcome" id="welcome" hidden><h3></h3><div id="waiting"></div><p></p><ul></ul></div>
        <p class="working" id="working" hidden><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>Staffroom is working…</p>
      </div>
      <form class="composer" id="composer" autocomplete="off">
        <div class="chips" id="chips" role="group" aria-label="Commands to try"></div>
        <p class="trouble" id="trouble" role="alert" hidden></p>
        <div class="box">
          <div class="popup" id="popup" hidden>
            <p class="reminder" id="reminder"></p>
            <ul class="suggestions" id="suggestions" role="listbox" aria-label="Suggestions"></ul>
          </div>
          <label class="unseen" for="line">Message</label>
          <input id="line" role="combobox" aria-expanded="false" aria-controls="suggestions" aria-describedby="reminder" aria-autocomplete="list"
            autocapitalize="off" autocorrect="off" spellcheck="false" maxlength="100000" enterkeyhint="send">
          <button type="submit" class="send" aria-label="Send">${arrow}</button>
        </div>
      </form>
    </section>
    <section id="mail" aria-label="Mailbox" hidden></section>
  </main>
</div>
<div class="unseen" id="announcer" role="status" aria-live="polite"></div>
<dialog class="dialog" id="dialog" aria-labelledby="dialog-title"></dialog>
</body>
</html>
`;
}
