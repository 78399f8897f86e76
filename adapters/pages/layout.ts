import { type Html, html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { isEmail } from '../../src/words/email.ts';
import { scriptUrls, styleUrl } from './assets.ts';

/** The school that a page is for, as far as it is known. */
export type Centre = { name: string; supportContact: string } | null;

export interface Page {
  title: string;
  centre: Centre;
  /** What is wrong with what was typed: said first in the title, and listed at the top. */
  errors?: FieldError[];
  body: Html;
  /** What stands above the title. */
  mark?: Html;
  /** The script that the page has, if any. It does all it must without. */
  script?: keyof typeof scriptUrls;
  /** The page's own address, where it is the answer to another. */
  address?: string;
  /** Where the page goes on to by itself, at once. */
  goesOnTo?: string;
}

export interface FieldError {
  /** The id of the field. */
  field: string;
  sentence: string;
}

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%2314597a'/%3E%3Cpath d='M9 17l5 5 9-11' fill='none' stroke='%23fff' stroke-width='3.5' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E";

/** The whole page: the school's name above, the support contact below. */
export function layout({ title, centre, errors = [], body, mark, script, address, goesOnTo }: Page): string {
  const name = centre?.name ?? pageWords.product;
  const fullTitle = `${title} – ${name}`;
  const page = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${errors.length > 0 ? pageWords.errorTitle(fullTitle) : fullTitle}</title>
<link rel="stylesheet" href="${styleUrl}">
<link rel="icon" href="${icon}">
${address && html`<link rel="canonical" href="${address}">`}
${goesOnTo && html`<meta http-equiv="refresh" content="0; url=${goesOnTo}">`}
${script && html`<script src="${scriptUrls[script]}" defer></script>`}
</head>
<body>
<a class="skip" href="#content">${pageWords.skip}</a>
<header>
<span class="mark" aria-hidden="true">${[...name][0]}</span>
<p class="school">${name}</p>
</header>
<main id="content" tabindex="-1">
<div class="card">
${errors.length > 0 && summary(errors)}
${mark}
<h1>${title}</h1>
${body}
</div>
</main>
<footer>
${centre && html`<p>${pageWords.help}: ${contact(centre.supportContact)}</p>`}
${centre && html`<p>${pageWords.product}</p>`}
</footer>
</body>
</html>
`;
  return page.html;
}

/** The support contact as the school wrote it; an e-mail can be pressed. */
export function contact(supportContact: string): Html {
  return isEmail(supportContact)
    ? html`<a href="mailto:${supportContact}">${supportContact}</a>`
    : html`${supportContact}`;
}

/** An e-mail that breaks behind its @ where the line is too short. */
export function breakable(email: string): Html {
  const at = email.lastIndexOf('@') + 1;
  return html`${email.slice(0, at)}<wbr>${email.slice(at)}`;
}

function summary(errors: FieldError[]): Html {
  return html`<div class="summary" role="alert" aria-labelledby="problem">
<h2 id="problem">${pageWords.problem}</h2>
<ul>${errors.map((e) => html`<li><a href="#${e.field}">${e.sentence}</a></li>`)}</ul>
</div>`;
}

/** The mark above good news. */
export const doneMark = html`<div class="done" aria-hidden="true"><svg width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg></div>`;
