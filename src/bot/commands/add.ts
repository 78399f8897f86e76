import { z } from 'zod';
import { addPeople, previewAdd } from '../../service/people/add.ts';
import type { NewPerson } from '../../service/people/check-rows.ts';
import { maxName } from '../../service/people/details.ts';
import { mayAtAll } from '../../service/policy.ts';
import type { Card } from '../../ui/card.ts';
import { add as say } from '../../ui/sentences/people.ts';
import { programmeHints, programmeNames, roleNames, siteNames } from '../../ui/sentences/words.ts';
import { type CsvRow, readPeople, refusedFile } from '../add-csv.ts';
import { type Call, command, type Plan } from '../command.ts';
import { impliedSites } from '../implied-sites.ts';
import { choice, choices, csvFile, rows, text } from '../inputs.ts';
import type { Line } from '../parse.ts';
import { about } from '../people-cards.ts';
import { sentence } from '../refusal.ts';

/** Most people in one form; more come as a file. */
const mostInForm = 10;
/** Largest file, in bytes: 5,000 long rows. */
const largestFile = 2_000_000;
/** Refused rows that the card shows; the file has all. */
const shownRefused = 8;

const eligible = (call: Call) => call.known.centre.sites;
const givesRights = (call: Call) => mayAtAll(call.ctx.actor, 'user.role');

const inRow = {
  firstName: text({ label: 'First name', max: maxName }),
  lastName: text({ label: 'Last name', max: maxName }),
  email: text({ label: 'E-mail', max: 254, format: 'email' }),
  programmes: choices({ label: 'Programmes', options: programmeNames, hints: programmeHints, implies: impliedSites }),
  sites: choices({ label: 'Sites', hint: 'Left empty, the programmes decide.', options: siteNames, only: eligible }),
  role: choice({ label: 'Role', hint: 'Left empty: teacher.', options: roleNames, when: givesRights }),
  siteAdminOf: choices({ label: 'Site admin of', options: siteNames, only: eligible, when: givesRights }),
};

const row = z
  .object({
    firstName: inRow.firstName.schema,
    lastName: inRow.lastName.schema,
    email: inRow.email.schema,
    programmes: inRow.programmes.schema,
    sites: inRow.sites.schema,
    role: inRow.role.schema,
    siteAdminOf: inRow.siteAdminOf.schema,
  })
  .transform(
    ({
      firstName = '',
      lastName = '',
      email = '',
      programmes = [],
      sites,
      role = 'teacher',
      siteAdminOf = [],
    }): NewPerson => ({
      firstName,
      lastName,
      email,
      programmes,
      role,
      siteAdminOf,
      ...(sites && sites.length > 0 && { sites }),
    }),
  );

export default command({
  verb: 'add',
  label: 'Add people',
  usage: 'add <first name> <last name> <e-mail> [programmes:…] [sites:…]',
  summary: 'Add one or several people',
  examples: [
    'add',
    'add Ben Okafor ben@school.example programmes:primary,advanced',
    'add Mei Lin mei@school.example sites:hub,test-maker role:admin',
  ],
  may: 'user.add',
  inputs: {
    people: rows({
      label: 'People',
      rowLabel: 'Person',
      addLabel: 'Add another',
      max: mostInForm,
      fields: inRow,
      row: row as unknown as z.ZodType<NewPerson>,
    }),
    file: csvFile({
      label: 'Or a CSV file',
      hint: 'Columns: first name, last name, e-mail, programmes, sites, role, site admin.',
      max: largestFile,
    }),
  },
  title: say.title,
  intro: say.intro,
  submit: 'Add',
  fromLine: ({ words, keys }: Line) =>
    words.length + Object.keys(keys).length === 0 ? {} : { people: [rowOf({ words, keys })] },
  lineKeys: ['programmes', 'sites', 'role', 'siteAdminOf'],
  askAnyway: ({ people, file }) => !people && !file,
  preview: async (call, { people, file }) => (file && !people ? previewFile(call, file) : undefined),
  run: async (call, { people, file }) => {
    if (people) return added(call, (await addPeople(call.ctx, { rows: people })).people, []);
    const read = readPeople(file?.content ?? '');
    if ('unreadable' in read) return unreadable(read.unreadable);
    const checked = await check(call, read.rows);
    const good = checked.filter((r) => r.problems.length === 0);
    const result = await addPeople(call.ctx, { rows: good.map((r) => r.person), skipRefused: true });
    return added(
      call,
      result.people,
      checked.filter((r) => r.problems.length > 0),
      file?.name,
    );
  },
});

/** `Ben Okafor ben@school.example`: the word with the @ is the e-mail, the last of the others the last name. */
function rowOf({ words, keys }: Pick<Line, 'words' | 'keys'>): Record<string, string> {
  const email = words.find((w) => w.text.includes('@'))?.text;
  const names = words.map((w) => w.text).filter((w) => w !== email);
  return {
    firstName: names.slice(0, Math.max(1, names.length - 1)).join(' '),
    lastName: names.length > 1 ? (names.at(-1) ?? '') : '',
    email: email ?? '',
    ...keys,
  };
}

/** Adds what the service has to say of each row to what reading it said. */
async function check(call: Call, given: CsvRow[]): Promise<CsvRow[]> {
  const verdicts = await previewAdd(call.ctx, { rows: given.map((r) => r.person) });
  return given.map((r, i) => ({ ...r, problems: [...r.problems, ...(verdicts[i]?.refusals ?? []).map(sentence)] }));
}

async function previewFile(call: Call, file: { name: string; content: string }): Promise<Plan | undefined> {
  const read = readPeople(file.content);
  if ('unreadable' in read) return undefined;
  const checked = await check(call, read.rows);
  const refused = checked.filter((r) => r.problems.length > 0);
  const ok = checked.length - refused.length;
  if (ok === 0) return undefined;
  return {
    card: {
      title: say.csv.title(file.name, checked.length),
      state: say.csv.state(ok, refused.length),
      ...refusedPart(refused, file.name),
    },
    yes: say.csv.button(ok),
    basis: checked.map((r) => [r.person.email, r.problems]),
  };
}

function refusedPart(refused: CsvRow[], fileName = 'people.csv'): Pick<Card, 'rows' | 'text' | 'files'> {
  if (refused.length === 0) return {};
  const more = refused.length - shownRefused;
  return {
    text: [more > 0 ? say.csv.more(more) : say.csv.refusedFile],
    rows: refused.slice(0, shownRefused).map((r) => ({
      title: `${say.csv.row(r.line)}: ${r.person.email || `${r.person.firstName} ${r.person.lastName}`}`,
      detail: r.problems.join(' '),
    })),
    files: [refusedFile(refused, fileName)],
  };
}

function unreadable(why: string): Card {
  return {
    title: say.csv.cantRead,
    tone: 'attention',
    text: [why],
    buttons: [{ label: 'Choose another file', action: { verb: 'add', step: 'form' } }],
  };
}

function added(
  call: Call,
  people: { id: string; firstName: string; lastName: string }[],
  refused: CsvRow[],
  fileName?: string,
): Card {
  const [first] = people;
  const one = people.length === 1 && first;
  const part = refusedPart(refused, fileName);
  return {
    title: one
      ? say.doneOne({ name: `${first.firstName} ${first.lastName}`, first: first.firstName })
      : say.done(people.length),
    tone: people.length > 0 ? 'good' : 'attention',
    ...part,
    text: [...(people.length > 0 ? [say.mails(people.length, call.mailFrom)] : []), ...(part.text ?? [])],
    buttons: [
      ...(one ? [{ label: 'Show profile', action: about('show', first) }] : []),
      { label: 'Add more', action: { verb: 'add', step: 'form' } },
      ...(one ? [] : [{ label: 'List people', action: { verb: 'list', step: 'run' as const } }]),
    ],
  };
}
