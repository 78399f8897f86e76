import type { Bot, Inbound, Reply } from '../../../src/bot/inbound.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Form, FormValues, Option } from '../../../src/ui/form.ts';

/** A bot small enough to be read at a glance: it shows every part of a card and of a form, and notes what came in. */

const people: Option[] = [
  { value: 'id:1', label: 'Amina Rahman', hint: 'amina@riverside.example' },
  { value: 'id:2', label: 'Ben Okafor', hint: 'ben.okafor@riverside.example' },
  { value: 'id:3', label: 'José Álvarez', hint: 'jose@riverside.example' },
  { value: 'id:4', label: 'Beatrice O’Brien', hint: 'beatrice@riverside.example' },
];

/** What waits, as the playground shows it first. */
const waiting: Card = {
  title: 'Riverside International School',
  state: '1 request waits',
  buttons: [{ label: 'Show all requests', action: { verb: 'requests', step: 'run' } }],
};

const commands = [
  { text: 'help ', usage: 'help [command]', summary: 'What I can do here' },
  { text: 'add ', usage: 'add [name] [e-mail]', summary: 'Add one or several people' },
  {
    text: 'list ',
    usage: 'list [words] [status:…] [role:…] [site:…]',
    summary: 'Find people, and what can be done with them',
  },
  { text: 'show ', usage: 'show <person>', summary: "A person's profile" },
  { text: 'suspend ', usage: 'suspend <people> [reason]', summary: 'Suspend people’s accounts' },
  { text: 'requests ', usage: 'requests', summary: 'What waits for a decision' },
];

const run = (verb: string) => ({ verb, step: 'run' as const });

export const profile: Card = {
  title: 'Ben Okafor',
  state: 'Active · Teacher',
  text: ['ben.okafor@riverside.example'],
  facts: [
    { label: 'Programmes', value: 'Cambridge Primary, Cambridge Global Perspectives' },
    { label: 'Sites', value: 'School Support Hub, Cambridge Primary support site (site admin), forums' },
    { label: 'Holds', value: 'Cambridge Primary: 3 groups, 12 tests, 340 results' },
    { label: 'Last seen', value: 'signed in 2 days ago' },
  ],
  buttons: [
    { label: 'Edit', action: run('edit') },
    { label: 'Send reset link', action: run('reset') },
    { label: 'Suspend', style: 'danger', action: run('suspend') },
  ],
  more: [
    { label: 'Make admin', action: run('admin') },
    { label: 'Transfer data', action: run('transfer') },
    { label: 'Delete', style: 'danger', action: run('delete') },
  ],
};

const list: Card = {
  title: 'People',
  state: '3 of 212',
  rows: people.slice(0, 3).map((person, index) => ({
    title: person.label,
    state: ['Active · Coordinator', 'Active · Teacher', 'Suspended · Teacher'][index] ?? '',
    detail: person.hint ?? '',
    buttons: [
      { label: 'Show', action: { ...run('show'), input: { person: person.value } } },
      { label: 'Edit', action: run('edit') },
      { label: 'Suspend', style: 'danger', action: run('suspend') },
    ],
  })),
  buttons: [{ label: 'Next page', action: run('list') }],
  more: [{ label: 'Export as CSV', action: run('export') }],
};

const csv: Card = {
  title: 'staff.csv: 212 rows',
  tone: 'attention',
  text: ["208 can be added. 4 can't."],
  table: {
    columns: ['Row', 'E-mail', 'Why not'],
    rows: [
      ['17', 'amina@riverside.example', 'already used at this school: Amina Rahman'],
      ['40', 'j.smith@', 'not an e-mail address'],
    ],
  },
  progress: { done: 84, total: 208, label: '84 of 208 are added' },
  files: [{ name: 'staff-refused.csv', type: 'text/csv', content: 'row,why\r\n17,in use\r\n' }],
  buttons: [{ label: 'Add 208 people', style: 'primary', action: run('import') }],
};

export const request: Card = {
  title: 'Password reset',
  state: '10 minutes ago',
  text: [
    'Ben Okafor (Teacher, Cambridge Primary) asks for a reset: “new phone, lost my password”',
    'Approving sends a link to b…r@riverside.example, good for 1 hour.',
  ],
  buttons: [
    { label: 'Approve', style: 'primary', action: run('approve') },
    { label: 'Deny', action: run('deny') },
  ],
};

const sites = ['hub', 'primary', 'forums', 'test-maker'].map((value, index) => ({
  value,
  label:
    ['School Support Hub', 'Cambridge Primary support site', 'Online discussion forums', 'Test Maker'][index] ?? '',
}));

export function addForm(values: FormValues = {}, errors: Record<string, string> = {}): Form {
  return {
    title: 'Add people',
    intro: 'Each new person gets an e-mail to set up a password.',
    fields: [
      {
        kind: 'rows',
        name: 'people',
        label: 'Who',
        rowLabel: 'Person',
        addLabel: 'Add another',
        max: 10,
        fields: [
          { kind: 'text', name: 'name', label: 'Full name', required: true, max: 100 },
          {
            kind: 'text',
            name: 'email',
            label: 'E-mail',
            required: true,
            format: 'email',
            max: 200,
            hint: 'Their school address.',
          },
          {
            kind: 'choices',
            name: 'programmes',
            label: 'Programmes',
            options: [
              { value: 'cp', label: 'Cambridge Primary' },
              { value: 'ca', label: 'Cambridge Advanced' },
            ],
            implies: { field: 'sites', by: { cp: ['hub', 'primary', 'forums'], ca: ['hub', 'test-maker'] } },
          },
          { kind: 'choices', name: 'sites', label: 'Sites', options: sites, required: true },
          { kind: 'toggle', name: 'admin', label: 'Admin of the school' },
        ],
      },
      { kind: 'person', name: 'like', label: 'Same rights as', hint: 'Leave empty for none.' },
      { kind: 'text', name: 'note', label: 'Note', multiline: true, max: 500 },
      {
        kind: 'file',
        name: 'file',
        label: 'Or a CSV file',
        accept: '.csv,text/csv',
        max: 1_000_000,
        hint: 'One person a line.',
      },
    ],
    values,
    errors,
    submit: 'Add',
    action: { verb: 'add', step: 'submit' },
  };
}

function rowsOf(values: FormValues): Record<string, unknown>[] {
  return Array.isArray(values.people) ? (values.people as unknown as Record<string, unknown>[]) : [];
}

export function fakeBot(): Bot & { inbound: Inbound[]; held?: Promise<unknown>; next: Reply[] } {
  const card = (answer: Card, more: Partial<Reply & { kind: 'card' }> = {}): Reply[] => [
    { kind: 'card', card: answer, to: 'asker', ...more },
  ];
  const bot = {
    inbound: [] as Inbound[],
    /** It answers once this is over. */
    held: undefined as Promise<unknown> | undefined,
    /** What is answered next, whatever comes. */
    next: [] as Reply[],
    async handle(inbound: Inbound): Promise<Reply[]> {
      bot.inbound.push(inbound);
      await bot.held;
      const next = bot.next.splice(0);
      if (next.length > 0) return next;
      const { event } = inbound;
      if (event.type === 'text') {
        const [verb = ''] = event.text.split(' ');
        if (verb === 'add') return [{ kind: 'form', form: addForm() }];
        if (verb === 'list') return card(list);
        if (verb === 'csv') return card(csv);
        if (verb === 'ask') return card(request, { to: 'place' });
        if (verb === 'show') return card(profile);
        return card({
          title: `No command “${verb}”`,
          tone: 'problem',
          text: ['Did you mean help?'],
          buttons: [{ label: 'Help', action: run('help') }],
        });
      }
      if (event.type === 'press') {
        if (event.action.verb === 'approve') {
          const { title, text } = request;
          const decided = {
            title,
            text,
            tone: 'good' as const,
            facts: [{ label: 'Approved by', value: 'Amina Rahman, today 14:05' }],
          };
          return card(decided as Card, { to: 'place', replace: true });
        }
        if (event.action.verb === 'edit') return [{ kind: 'form', form: addForm() }];
        return card({ title: `${event.action.verb} done`, tone: 'good' }, { replace: true });
      }
      const { values } = event;
      const rows = rowsOf(values);
      if (event.action.step === 'add-row') {
        return [{ kind: 'form', form: addForm({ ...values, people: [...rows, {}] as never }) }];
      }
      if (event.action.step === 'remove-row') {
        const index = Number(event.action.row?.split('.')[1]);
        return [{ kind: 'form', form: addForm({ ...values, people: rows.filter((_, at) => at !== index) as never }) }];
      }
      const errors = Object.fromEntries(
        rows.flatMap((row, index) =>
          String(row.email ?? '').includes('@') ? [] : [[`people.${index}.email`, 'This is not an e-mail address.']],
        ),
      );
      if (Object.keys(errors).length > 0) {
        return [{ kind: 'form', form: addForm(values, { '': 'One thing is missing.', ...errors }) }];
      }
      return card({ title: 'Added', tone: 'good', text: [JSON.stringify(values)] });
    },
    async search(_: unknown, query: string) {
      const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
      return people.filter((each) => plain(`${each.label} ${each.hint}`).includes(plain(query)));
    },
    expectsForm: () => false,
    later: async () => profile,
    home: async () => [profile],
    waiting: async () => waiting,
    support: async () => 'the school office',
    keep: async () => undefined,
    kept: async () => undefined,
    async complete(_: unknown, text: string) {
      const verb = text.trimStart();
      return commands.filter((each) => each.text.trim().startsWith(verb));
    },
  };
  return bot;
}
