import type { OwnSite } from '../../src/service/sites/own-sites.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { siteNames, sites as sitesInWords } from '../../src/ui/sentences/names.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';

const words = pageWords.sites;

/** Someone's sites, each as the way into it; those without an address by their names. */
export function siteLinks(sites: OwnSite[]): Html {
  const closed = sites.filter(({ url }) => !url).map(({ site }) => site);
  const open = sites.flatMap(({ site, url }) => (url ? [{ name: siteNames[site], url }] : []));
  if (sites.length === 0) return html`<p class="lead">${words.none}</p>`;
  return html`${
    open.length > 0 &&
    html`<h2>${words.title}</h2>
<ul class="ways">${open.map(({ name, url }) => html`<li><a href="${url}">${name}</a></li>`)}</ul>`
  }
${closed.length > 0 && html`<p class="lead">${words.noAddress(sitesInWords(closed), open.length > 0)}</p>`}`;
}
