import { emailsInUse } from '../../../src/service/people/check-rows.ts';
import { findPerson, searchPeople } from '../../../src/service/people/find.ts';
import { type Filter, listPeople } from '../../../src/service/people/list.ts';
import { sorts } from '../../../src/service/people/list-order.ts';
import { findById } from '../../../src/service/people/person.ts';
import { showForQuestion, showPerson } from '../../../src/service/people/show.ts';
import { statuses } from '../../../src/words/people.ts';
import type { Asked } from './schools.ts';

const filters: Filter[] = [
  {},
  ...statuses.flatMap((status) => (status === 'deleted' ? [] : [{ status }])),
  { role: 'admin' },
  { role: 'teacher', status: 'active' },
  { site: 'forums' },
  { words: 'okafor' },
  { words: 'zo' },
];

/** Lists and searches, profiles and e-mails. */
export const askedOfPeople: Asked = [
  ...filters.flatMap((filter) =>
    sorts.map((sort): Asked[number] => [
      `list ${JSON.stringify(filter)} by ${sort}`,
      ({ ctx }) => listPeople(ctx, { filter, sort }),
    ]),
  ),
  ['search while typing', ({ ctx }) => searchPeople(ctx, { words: 'okaf' })],
  ['a word of two letters', ({ ctx }) => findPerson(ctx, { ref: 'be' })],
  ['a name', ({ ctx }) => findPerson(ctx, { ref: 'Okafor' })],
  ['a mistyped name', ({ ctx }) => findPerson(ctx, { ref: 'Okafour' })],
  ['an e-mail', ({ ctx, some }) => findPerson(ctx, { ref: some.email })],
  ['an id', ({ ctx, some }) => findById(ctx, some.id)],
  ['what a question rests on', ({ ctx, some }) => showForQuestion(ctx, { id: some.id })],
  ['a profile', ({ ctx, some }) => showPerson(ctx, { id: some.id })],
  ['whose e-mails these are', ({ ctx, some }) => emailsInUse(ctx.db, [some.email, 'nobody@plans.example'])],
];
