import type { SiteKey } from './options.ts';

/** A colour for each site, on light and on dark ground: as text, and under text, at least 4.5:1. */
export const accents: Record<SiteKey, { light: string; strong: string; dark: string; bright: string }> = {
  hub: { light: '#14597a', strong: '#0d4560', dark: '#8fd0ee', bright: '#b5e0f5' },
  primary: { light: '#1f6b3a', strong: '#15522b', dark: '#8fd6a5', bright: '#b6e6c5' },
  'lower-secondary': { light: '#5b3f9e', strong: '#462f80', dark: '#c3b1f2', bright: '#d9cdf8' },
  'test-maker': { light: '#9a3412', strong: '#7a290e', dark: '#f2ab88', bright: '#f7c8b0' },
  'resource-plus': { light: '#8f2a6b', strong: '#722054', dark: '#f0a6d3', bright: '#f6c6e3' },
  'results-analysis': { light: '#6b5500', strong: '#524100', dark: '#e3c766', bright: '#eedb98' },
  forums: { light: '#2f4aa8', strong: '#233987', dark: '#abbdf7', bright: '#c9d5fa' },
};

/** What the sites add to the style of the other pages. */
const shared = `
header, main, footer { max-width: 44rem; }
.tile { display: grid; place-items: center; width: 3.25rem; height: 3.25rem; margin: 0 0 1rem; border-radius: .875rem; background: var(--accent); color: var(--accent-ink); }
/* It is given the focus by our script, or by a link to it: nobody has to find it. */
#content:focus-visible { outline: none; }
#now > :last-child { margin-bottom: 0; }
.notice { margin: 0 0 1.25rem; padding: .875rem 1.125rem; border-left: .3125rem solid var(--accent); border-radius: .375rem; background: var(--ground); }
.notice p { margin: 0; }
.notice strong { display: block; }
.who { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .375rem 1.5rem; }
.who dt, .who dd { padding: 0; }
.acts { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.5rem; margin: 0 0 1.25rem; }
.acts form { margin: 0; }
h2 { margin: 1.75rem 0 .75rem; font-size: var(--head); line-height: 1.3; }
table { width: 100%; margin: 0 0 1.5rem; border-collapse: collapse; font-size: var(--text); }
th, td { padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--muted); font-size: var(--text); }
td:last-child, th:last-child { padding-right: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.first { font-weight: 600; }
.off { color: var(--muted); }
.state { white-space: nowrap; }
.role { overflow-wrap: normal; }
.state::before { content: '●'; content: '●' / ''; margin-right: .4em; font-size: .7em; vertical-align: .15em; color: var(--good); }
.state.off::before { content: '○'; content: '○' / ''; color: var(--muted); }
.list { margin: 0; padding: 0; list-style: none; }
.list li { display: flex; gap: 1rem; padding: .875rem 0; border-top: 1px solid var(--line); }
.list li:last-child { padding-bottom: 0; }
.list .tile { flex: none; width: 2.5rem; height: 2.5rem; margin: 0; border-radius: .625rem; }
.list .tile svg { width: 20px; height: 20px; }
.list p { margin: 0; color: var(--muted); font-size: var(--text); }
.list a { font-weight: 600; }
@media (max-width: 34rem) {
  .who { grid-template-columns: 1fr; gap: 0; }
  .who dd { margin-bottom: .5rem; }
  .who dd:last-child { margin-bottom: 0; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: .625rem 0; border-bottom: 1px solid var(--line); }
  td { display: flex; justify-content: space-between; gap: 1rem; padding: .125rem 0; border: 0; text-align: left; }
  td::before { content: attr(data-label); flex: none; color: var(--muted); font-weight: 400; }
  td.first { font-size: var(--lead); }
  td.first::before { content: none; }
}
@media (forced-colors: active) { .tile { border: 1px solid; } }
`;

const colours = (key: SiteKey, where: string) => {
  const { light, strong, dark, bright } = accents[key];
  return `${where} { --accent: ${light}; --accent-strong: ${strong}; --ring: ${light}; }
@media (prefers-color-scheme: dark) { ${where} { --accent: ${dark}; --accent-strong: ${bright}; --ring: ${dark}; } }`;
};

/** The style of one site. */
export const siteStyle = (key: SiteKey): string => `${colours(key, ':root')}\n${shared}`;

/** The style of the page with all of them. */
export const indexStyle = [
  ...(Object.keys(accents) as SiteKey[]).map((key) => colours(key, `[data-site='${key}']`)),
  shared,
].join('\n');
