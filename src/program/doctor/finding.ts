import type { Finding, Mark } from './check.ts';

/** What may be found about one thing; each takes a sentence, and what to do. */
export function findingsAbout(about: string) {
  const as =
    (is: Mark) =>
    (says: string, todo?: string): Finding => ({ about, is, says, ...(todo !== undefined && { todo }) });
  return { good: as('good'), note: as('note'), wrong: as('wrong'), unknown: as('unknown') };
}
