import { formatNumber } from '../../src/ui/formats.ts';
import { type Html, html } from '../../src/ui/html.ts';
import { programmeNames, siteNames } from '../../src/ui/sentences/names.ts';
import { sampleSites as say } from '../../src/ui/sentences/sites.ts';
import { breakable, type Centre, contact, layout } from '../pages/layout.ts';
import { type Account, shown } from './accounts.ts';
import { tile } from './icons.ts';
import type { SampleGroup, SiteKey } from './options.ts';
import type { Session } from './sessions.ts';

/** A page of a site: its own colour, its sign above the title. */
export interface SitePage {
  key: SiteKey;
  centre: Centre;
  /** Of the site, as browsers see it: `/sites/hub`. */
  path: string;
  /** What stands on the page now, to see when that changes; nothing for a page that does not. */
  state?: string;
}

interface Notice {
  title: string;
  lead?: Html | string;
}

function page({ key, centre, path, state }: SitePage, title: string, body: Html): string {
  const live = state && html`<script src="${path}/site.js" data-now="${path}/now" data-seen="${state}" defer></script>`;
  return layout({
    title,
    centre,
    // Before all that it is for.
    mark: html`<link rel="stylesheet" href="${path}/site.css">${tile(key)}`,
    body: html`<div id="now">${body}</div>${live}`,
  });
}

const notice = ({ title, lead }: Notice): Html =>
  html`<div class="notice" role="status"><strong>${title}</strong>${lead && html`<p>${lead}</p>`}</div>`;

/** Without anyone: what the site is, and the way in. */
export function signedOutPage(site: SitePage, news?: Notice): string {
  const { key, path } = site;
  const body = html`${news && notice(news)}
<p class="lead">${say.about[key]} ${say.sample}</p>
<p class="acts"><a class="button" href="${path}/sign-in">${say.signIn}</a></p>
${after(path)}`;
  return page(site, siteNames[key], body);
}

/** What is told to whom Staffroom has signed out. */
export function endedNotice(centre: Centre, account: Account | undefined): Notice {
  if (account && shown(account).active) return { title: say.ended };
  return { title: say.endedAccount, lead: centre ? html`${say.ask} ${contact(centre.supportContact)}` : '' };
}

/** With someone: who they are here. @param groups nothing on a site that holds no data */
export function signedInPage(site: SitePage, { claims }: Session, groups: SampleGroup[] | undefined): string {
  const { key, path } = site;
  const names: Record<string, string> = programmeNames;
  const programmes = claims.programmes.map((p) => names[p] ?? p).join(', ');
  const body = html`<p class="lead">${say.hello(claims.firstName)}. ${say.about[key]}</p>
<dl class="who">
<dt>${say.name}</dt><dd>${claims.name}</dd>
<dt>${say.role}</dt><dd>${say.roles[claims.role] ?? claims.role}</dd>
<dt>${say.programmes}</dt><dd>${programmes || say.noProgrammes}</dd>
<dt>${say.email}</dt><dd>${breakable(claims.email)}</dd>
<dt>${say.centre}</dt><dd>${claims.centreNumber}</dd>
</dl>
${groups && groupTable(groups)}
<div class="acts"><form method="post" action="${path}/sign-out"><button class="button quiet" type="submit">${say.signOut}</button></form></div>
${after(path)}`;
  return page(site, siteNames[key], body);
}

function groupTable(groups: SampleGroup[]): Html {
  if (groups.length === 0) return html`<h2>${say.groups}</h2><p>${say.noGroups}</p>`;
  const { columns } = say;
  const numbers = ['learners', 'tests', 'results'] as const;
  return html`<h2>${say.groups}</h2>
<table>
<thead><tr><th scope="col">${columns.name}</th><th scope="col">${columns.subject}</th><th scope="col" class="number">${columns.stage}</th>
${numbers.map((n) => html`<th scope="col" class="number">${columns[n]}</th>`)}</tr></thead>
<tbody>
${groups.map(
  (g) => html`<tr><td class="first">${g.name}</td><td data-label="${columns.subject}">${g.subject}</td>
<td class="number" data-label="${columns.stage}">${g.stage}</td>
${numbers.map((n) => html`<td class="number" data-label="${columns[n]}">${formatNumber(g[n])}</td>`)}</tr>`,
)}
</tbody>
</table>`;
}

const after = (path: string) =>
  html`<p class="after"><a href="${path}/people">${say.people}</a> · <a href="${parent(path)}/">${say.other}</a></p>`;

const parent = (path: string) => path.slice(0, path.lastIndexOf('/'));

/** Whom the site knows, and what it lets them. */
export function peoplePage(site: SitePage, accounts: Account[]): string {
  const people = accounts.map(shown).sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
  const stateOf = (active: boolean) =>
    active ? html`<span class="state">${say.active}</span>` : html`<span class="state off">${say.inactive}</span>`;
  const body = html`<p class="lead">${siteNames[site.key]}: ${say.peopleLead(people.length)}</p>
${
  people.length > 0 &&
  html`<table>
<thead><tr><th scope="col">${say.name}</th><th scope="col">${say.email}</th><th scope="col">${say.roleShort}</th><th scope="col">${say.state}</th></tr></thead>
<tbody>
${people.map(
  (
    p,
  ) => html`<tr${!p.active && html` class="off"`}><td class="first">${p.name}</td><td data-label="${say.email}">${breakable(p.email)}</td>
<td class="role" data-label="${say.roleShort}">${p.roles.map((r) => say.roles[r] ?? r).join(', ')}</td><td data-label="${say.state}">${stateOf(p.active)}</td></tr>`,
)}
</tbody>
</table>`
}
<p class="after"><a href="${site.path}/">${say.back}</a></p>`;
  return page(site, say.people, body);
}

/** All the sites. */
export function indexPage(centre: Centre, root: string, keys: SiteKey[]): string {
  return layout({
    title: say.indexTitle,
    centre,
    mark: html`<link rel="stylesheet" href="${root}/sites.css">`,
    body: html`<p class="lead">${say.indexLead}</p>
<ul class="list">
${keys.map(
  (key) =>
    html`<li>${tile(key)}<div><a href="${root}/${key}/">${siteNames[key]}</a><p>${say.about[key]}</p></div></li>`,
)}
</ul>
`,
  });
}
