import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { users } from '../../../db/schema/index.ts';
import { addUser } from '../../kit/people.ts';
import { type Answer, type ContractChat, cardOf, formOf, type Person, type ShownButton } from './chat.ts';
import { playgroundChat } from './playground.ts';
import { slackChat } from './slack.ts';
import { teamsChat } from './teams.ts';

/** How much people do for what they came for: it is never more than this. */

interface Done {
  lines: number;
  words: number;
  presses: number;
}

/** A person whose lines, words and presses are counted. What is pasted is one word. */
function counting(person: Person) {
  const done: Done = { lines: 0, words: 0, presses: 0 };
  const firstOf = (answer: Answer): ShownButton => {
    const [button] = cardOf(answer).buttons;
    if (!button) throw new Error(`no button: ${answer.words}`);
    return button;
  };
  return {
    done,
    type(line: string, pasted = '') {
      done.lines += 1;
      done.words += line.trim().split(/\s+/).length + (pasted === '' ? 0 : 1);
      return person.type(`${line} ${pasted}`.trim(), 'direct');
    },
    /** Presses what its card offers first. */
    yes(answer: Answer) {
      done.presses += 1;
      return person.press(cardOf(answer), firstOf(answer));
    },
    press(answer: Answer, label: string) {
      done.presses += 1;
      return person.press(cardOf(answer), label);
    },
    /** Types what opens a form; where a chat can't open one at a line, a press does. */
    async open(line: string) {
      done.lines += 1;
      done.words += line.split(' ').length;
      const answer = await person.type(line, 'direct');
      if (answer.form) return answer;
      done.presses += 1;
      return person.press(cardOf(answer), 'Open the form');
    },
    /** A form for what was left out: its fields are words, and sending it a press. */
    async fill(answer: Answer, values: Record<string, string | string[]>) {
      formOf(answer);
      done.words += Object.values(values).flat().length;
      done.presses += 1;
      await person.fill(values);
      return person.submit();
    },
  };
}

type Counted = ReturnType<typeof counting>;

interface Task {
  task: string;
  who?: string;
  most: Done;
  /** What is to be read once it is done. */
  says: RegExp;
  does: (me: Counted) => Promise<Answer>;
}

const at = (name: string) => `${name}@riverside.example`;
const hundred = Array.from({ length: 100 }, (_, i) => at(`counted${i}`));

const tasks: Task[] = [
  {
    task: 'suspend one',
    most: { lines: 1, words: 2, presses: 1 },
    says: /is suspended/,
    does: async (me) => me.yes(await me.type(`suspend ${at('counted0')}`)),
  },
  {
    task: 'reactivate one',
    most: { lines: 1, words: 2, presses: 1 },
    says: /active again|can sign in/,
    does: async (me) => me.yes(await me.type(`reactivate ${at('counted0')}`)),
  },
  {
    task: 'suspend three',
    most: { lines: 1, words: 4, presses: 1 },
    says: /3 accounts are suspended/,
    does: async (me) => me.yes(await me.type(`suspend ${hundred.slice(1, 4).join(' ')}`)),
  },
  {
    task: 'suspend a hundred',
    most: { lines: 1, words: 2, presses: 1 },
    says: /97 accounts are suspended/,
    does: async (me) => me.yes(await me.type('suspend', hundred.join('\n'))),
  },
  {
    task: 'bring a hundred back',
    most: { lines: 1, words: 2, presses: 1 },
    says: /100 accounts/,
    does: async (me) => me.yes(await me.type('reactivate', hundred.join('\n'))),
  },
  {
    task: 'send a reset',
    most: { lines: 1, words: 2, presses: 1 },
    says: /reset link/i,
    does: async (me) => me.yes(await me.type(`reset ${at('counted1')}`)),
  },
  {
    task: 'add one',
    most: { lines: 1, words: 5, presses: 0 },
    says: /is added/,
    does: (me) => me.type(`add Nora Counted ${at('nora.counted')} programmes:primary`),
  },
  {
    task: 'transfer',
    most: { lines: 1, words: 5, presses: 1 },
    says: /data is|has the data|moved/,
    does: async (me) => me.yes(await me.type(`transfer ${at('ben.okafor')} ${at('jose.alvarez')} primary grant:yes`)),
  },
  {
    task: 'a leaver: suspended, handed over and deleted',
    most: { lines: 1, words: 5, presses: 2 },
    says: /deleted/i,
    does: async (me) => {
      const plan = await me.type(`leaver ${at('giulia.dangelo')} to ${at('jose.alvarez')} grant:yes`);
      const done = await me.yes(plan);
      return me.press(done, cardOf(done).buttons.find(({ label }) => label.startsWith('Delete'))?.label ?? '');
    },
  },
  {
    task: 'ask for a reset',
    who: 'teacher',
    most: { lines: 1, words: 4, presses: 2 },
    says: /asked|request/i,
    does: async (me) => me.fill(await me.open('reset'), { reason: 'new phone' }),
  },
  {
    task: 'approve it',
    who: 'admin',
    most: { lines: 1, words: 1, presses: 1 },
    says: /approved|link/i,
    does: async (me) => me.press(await me.type('requests'), 'Approve'),
  },
  {
    task: 'suspend two by a form',
    most: { lines: 1, words: 3, presses: 3 },
    says: /2 accounts are suspended/,
    does: async (me) => me.yes(await me.fill(await me.open('suspend'), { people: ['zofia', 'kavya'] })),
  },
];

describe.each([
  ['playground', playgroundChat],
  ['Slack', slackChat],
  ['Teams', teamsChat],
] as const)('%s', (name, open) => {
  let chat: ContractChat;
  const table: Record<string, Done> = {};

  beforeAll(async () => {
    chat = await open();
    const [amina] = await chat.database.db
      .select()
      .from(users)
      .where(eq(users.email, at('amina.rahman')));
    for (const email of hundred)
      await addUser(chat.database.db, amina?.centreId ?? '', {
        firstName: 'Count',
        lastName: email.slice(7, -18),
        email,
      });
  });
  afterAll(async () => {
    console.log(name);
    console.table(table);
    await chat.close();
  });

  test.each(tasks)('$task: no more than before', async ({ task, who = 'coordinator', most, says, does }) => {
    const me = counting(chat.as(who));
    const answer = await does(me);
    expect(answer.words).toMatch(says);
    table[task] = me.done;
    for (const of of ['lines', 'words', 'presses'] as const) expect(me.done[of], of).toBeLessThanOrEqual(most[of]);
  });
});
