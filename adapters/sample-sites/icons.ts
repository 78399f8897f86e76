import { type Html, html } from '../../src/ui/html.ts';
import type { SiteKey } from './options.ts';

const drawn: Record<SiteKey, Html> = {
  hub: html`<path d="M4 11.5 12 5l8 6.5"/><path d="M6.5 10v9h11v-9"/><path d="M10 19v-5h4v5"/>`,
  primary: html`<path d="m5 19 1-4L16.5 4.5l3 3L9 18z"/><path d="m14 7 3 3"/>`,
  'lower-secondary': html`<path d="M12 7c-2-1.5-4.5-2-8-2v13c3.5 0 6 .5 8 2 2-1.5 4.5-2 8-2V5c-3.5 0-6 .5-8 2z"/><path d="M12 7v13"/>`,
  'test-maker': html`<path d="M6 3.5h9l3.5 3.5v13.5h-12.5z"/><path d="m9 11 1.5 1.5L13.5 9.5"/><path d="M9 16.5h6.5"/>`,
  'resource-plus': html`<rect x="3.5" y="5" width="17" height="14" rx="2.5"/><path d="m10.5 9 4.5 3-4.5 3z"/>`,
  'results-analysis': html`<path d="M4 20h16"/><path d="M7 16.5v-5"/><path d="M12 16.5v-10"/><path d="M17 16.5v-7.5"/>`,
  forums: html`<path d="M4 5.5h11v8H9.5L6 16.5v-3H4z"/><path d="M18 9.5h2v8h-2v2.5l-3.5-2.5h-4"/>`,
};

/** The site's sign on its colour. */
export const tile = (key: SiteKey): Html =>
  html`<div class="tile" data-site="${key}" aria-hidden="true"><svg width="26" height="26" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${drawn[key]}</svg></div>`;
