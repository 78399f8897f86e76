import type { PersonNames } from './people.ts';

/** What is said of the note on a profile. */
export const note = {
  label: 'Note',
  hint: 'Coordinators alone read it. An empty one takes it away.',
  intro: 'Neither the person nor an admin reads it. It is erased with the account, and is in no export.',
  title: (w: PersonNames) => `Note on ${w.name}`,
  /** `Part-time until June (Amina Rahman, 3 Sep 2026)` */
  shown: (text: string, by: string | null, when: string) => `${text} (${by ?? 'a former colleague'}, ${when})`,
  ask: (w: PersonNames) => `Replace the note on ${w.name}?`,
  before: 'Now',
  after: 'New',
  replace: 'Replace',
  written: (w: PersonNames) => `The note on ${w.name} is written`,
  removed: (w: PersonNames) => `The note on ${w.name} is taken away`,
};
