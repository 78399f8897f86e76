import type { SiteOfCentre } from '../../src/service/sign-in/page-names.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { siteNames } from '../../src/ui/sentences/names.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';

/** The way to the site, where it has told us one. */
export function backToSite(found: SiteOfCentre | undefined): Html | undefined {
  if (!found?.homeUrl || !/^https?:/i.test(found.homeUrl)) return undefined;
  return html`<p><a class="button" href="${found.homeUrl}">${signInWords.hasAccess.open(siteNames[found.site])}</a></p>`;
}
