import { Router } from 'express';
import type { App } from '../../src/service/context.ts';
import { forgottenPath, type PageCentre, pageCentre } from '../../src/service/passwords/page-centre.ts';
import { accountPath } from '../../src/service/sign-in/issuer.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import type { Keep } from '../../src/words/keep.ts';
import { onlyMethods } from './error-pages.ts';
import { contact, layout } from './layout.ts';

const words = pageWords.about;

/** What the manifest of a chat names as the app's website, its privacy statement and its terms. */
export const aboutPaths = { website: '/about', privacy: '/privacy', terms: '/terms' } as const;

type Name = keyof typeof aboutPaths;

/** What Staffroom is, what it keeps, and how it is to be used. Whoever reviews it for a chat reads them without an account. */
export function aboutPages(app: App, keep: Keep): Router {
  const router = Router();
  const texts: Record<Name, () => readonly Section[]> = {
    website: () => words.website,
    privacy: () => words.privacy(keep),
    terms: () => words.terms,
  };
  for (const name of Object.keys(aboutPaths) as Name[]) {
    router
      .route(aboutPaths[name])
      .get(async (_req, res) => {
        const centre = await pageCentre(app, undefined);
        const body = html`${texts[name]().map(section)}${ask(centre)}${name === 'website' && links(app)}${others(name)}`;
        res.send(layout({ title: words.titles[name], centre, body }));
      })
      .all(onlyMethods('GET', 'HEAD'));
  }
  return router;
}

interface Section {
  heading?: string;
  paragraphs: readonly string[];
}

const section = ({ heading, paragraphs }: Section): Html =>
  html`${heading && html`<h2>${heading}</h2>`}${paragraphs.map((each) => html`<p>${each}</p>\n`)}`;

const ask = (centre: PageCentre | null): Html =>
  centre
    ? html`<h2>${words.askTitle}</h2>\n<p>${words.ask(centre.name)} ${contact(centre.supportContact)}</p>\n`
    : html`<h2>${words.askTitle}</h2>\n<p>${words.askCoordinator}</p>\n`;

const links = (app: App): Html =>
  html`<p><a href="${accountPath}">${words.account}</a> · <a href="${forgottenPath(app)}">${pageWords.forgotten.title}</a></p>\n`;

const others = (name: Name): Html => {
  const rest = (Object.keys(aboutPaths) as Name[]).filter((each) => each !== name);
  const shown = rest.map((each, at) => html`${at > 0 && ' · '}<a href="${aboutPaths[each]}">${words.titles[each]}</a>`);
  return html`<p class="after">${shown}</p>`;
};
