import { Refusal } from '../../service/errors.ts';
import { addPeople } from '../../service/people/add.ts';
import type { NewPerson } from '../../service/people/check-rows.ts';
import { maxName } from '../../service/people/details.ts';
import { mayAtAll } from '../../service/policy.ts';
import { like as sayLike } from '../../ui/sentences/like.ts';
import { roleNames, siteNames } from '../../ui/sentences/names.ts';
import { oneName, add as say } from '../../ui/sentences/people.ts';
import { maxEmail } from '../../words/email.ts';
import { type Call, command, type InputOf, type Plan, type Raw } from '../command.ts';
import { answers, rows, tableFile } from '../form-inputs.ts';
import { choice, choices, day, optionalPerson, text } from '../inputs.ts';
import { added, addFile, previewFile } from '../people/add-file.ts';
import { dayIn, lineKeys, peopleFromLine } from '../people/add-line.ts';
import { addLikePlan, asLike, likenessOf, withoutLike } from '../people/like.ts';
import { programmesInput } from '../people/programmes-input.ts';
import { laterDay } from '../people/scheduled-cards.ts';
import { peopleTemplates } from '../people/template.ts';

/** Most people in one form; more come as a file. */
const maxInForm = 10;
/** Largest file, in bytes: 5,000 long rows. */
const maxFileBytes = 2_000_000;

const eligible = (call: Call) => call.known.centre.sites;
const givesRights = (call: Call) => mayAtAll(call.ctx.actor, 'user.role');

const inRow = {
  firstName: text({ label: 'First name', max: maxName }),
  lastName: text({ label: 'Last name', hint: oneName, max: maxName, shown: 'beside' }),
  email: text({ label: 'E-mail', max: maxEmail, format: 'email' }),
  programmes: programmesInput(),
  sites: choices({
    label: 'Sites',
    hint: 'Left empty, the programmes decide.',
    options: siteNames,
    only: eligible,
    shown: 'folded',
  }),
  role: choice({
    ...{ label: 'Role', hint: 'Left empty: teacher.', shown: 'folded' },
    options: roleNames,
    asksIf: givesRights,
  }),
  siteAdminOf: choices({
    ...{ label: 'Site admin of', shown: 'folded' },
    options: siteNames,
    only: eligible,
    asksIf: givesRights,
  }),
};

const toRow = ({ sites, ...given }: InputOf<typeof inRow>): NewPerson => ({
  firstName: given.firstName ?? '',
  lastName: given.lastName ?? '',
  email: given.email ?? '',
  programmes: given.programmes ?? [],
  role: given.role ?? 'teacher',
  siteAdminOf: given.siteAdminOf ?? [],
  sites: sites?.length ? sites : undefined,
});

export default command({
  verb: 'add',
  aliases: [
    'new',
    'new person',
    'new user',
    'new teacher',
    'new account',
    'new member of staff',
    'create',
    'register',
    'enrol',
    'enroll',
    'onboard',
    'hire',
    'add user',
    'add person',
    'add people',
    'add teacher',
    'add someone',
  ],
  about: ['starting', 'joining', 'newcomer', 'new colleague', 'new starter'],
  group: 'people',
  order: 10,
  often: 3,
  label: 'Add people',
  usage: 'add <first name> <last name> <e-mail> [programmes:…] [sites:…] [like <person>] [on <day>]',
  summary: 'Add one or several people',
  examples: [
    'add',
    'add Ben Okafor ben@school.example programmes:primary,igcse',
    'add Mei Lin mei@school.example sites:hub,test-maker role:admin',
    'add Ada Noor ada@school.example, Bea Lind bea@school.example programmes:primary',
    'add Mei Lin mei@school.example like ben@school.example',
    'add Ada Noor ada@school.example programmes:primary on 1 September',
    'add template',
  ],
  may: 'user.add',
  inputs: {
    file: tableFile({
      label: 'A file',
      hint: say.fileHint,
      max: maxFileBytes,
    }),
    people: rows({
      label: 'Or one by one',
      rowLabel: 'Person',
      addLabel: 'Add another',
      max: maxInForm,
      fields: inRow,
      toRow,
    }),
    like: optionalPerson({ label: sayLike.label, hint: sayLike.hint, line: 'key', shown: 'folded' }),
    on: day({ label: say.onLabel, hint: say.onHint, line: 'none', towards: 'future', shown: 'folded' }),
    answers: answers(),
    get: choice({ label: 'Get', options: { template: 'Template' }, asksIf: () => false }),
  },
  title: say.title,
  intro: say.intro,
  submit: 'Add',
  shortcut: 'anywhere',
  fromLine: (words, _keys, _typed, line) =>
    words.join(' ').toLowerCase() === 'template' ? { get: 'template' } : newPeople(line),
  lineKeys,
  askAnyway: ({ people, file, get }) => !people && !file && !get,
  preview: async (call, { people, file, on, answers, like }) => {
    if (people && file) throw new Refusal('rows-and-file', {}, 'file');
    const later = laterDay(call, on);
    const ofLike = people && like ? await addLikePlan(call, people, likenessOf(call, like)) : undefined;
    const plan = file ? await previewFile(call, file, answers, like) : ofLike;
    return plan && later && 'card' in plan ? invitedLater(plan, later) : plan;
  },
  run: async (call, { people, file, on, answers, get, like }) => {
    if (get) return { title: say.template, text: [say.templateNext], files: await peopleTemplates() };
    const later = laterDay(call, on);
    if (people) {
      const given = like ? asLike(people, likenessOf(call, like)) : people;
      return added(call, (await addPeople(call.ctx, { rows: given, day: later })).people, [], { day: later });
    }
    return addFile(call, file ?? { name: '', base64: '' }, { answers, like, day: later });
  },
});

async function newPeople(typed: string): Promise<Raw> {
  const { day: on, rest: named } = dayIn(typed);
  const { rest, like } = withoutLike(named);
  return { ...(await peopleFromLine(rest)), ...(like && { like }), ...(on && { on }) };
}

const invitedLater = ({ card, basis, ...plan }: Plan, later: string): Plan => ({
  ...plan,
  card: { ...card, text: [...(card.text ?? []), say.invitedLater(2, later)] },
  basis: [later, basis],
});
