import { setTimeout as delay } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents, rateLimits } from '../../../db/schema/index.ts';
import type { Chat } from '../../../src/bot/inbound.ts';
import type { AuditAction } from '../../../src/service/policy.ts';
import { bringLate } from '../kit/late-answers.ts';
import { type ContractChat, opening, type Person, type ShownCard } from './chat.ts';
import { newPerson } from './idempotent.ts';

/** One person before a copy of the adapter that has memory of its own, so that no fault is remembered by the next. */
interface Copy {
  person: Person;
  /** What broke, which is to be nothing. */
  bugs: unknown[];
  stop(): Promise<void>;
}

export interface FaultyChat {
  contract: Pick<ContractChat, 'app' | 'close'>;
  /** @param fault what it is to meet: it waits as long for a call as {@link patientMs} says */
  open(fault?: Fault): Promise<Copy>;
  /** Where the queue delivers; no fault is remembered there. */
  queue: Chat;
  /** The calls of the platform's API since it was asked last, each once, by what they are called. */
  called(): string[];
  /** Has all such calls go wrong, or the first of them. @returns what mends it */
  fail(call: string, fault: Fault): () => void;
  faults: readonly Fault[];
  /** What a person does, by what it is called. */
  interactions: Record<string, Interaction>;
  /** All calls that the adapter can make for what a person does. */
  calls(): string[];
}

/** How long a slow call takes, in milliseconds. */
export const slowMs = 200;

/** How long a call is waited for, in milliseconds: a busy machine is no fault, but where the fault is that it is slow. */
export const patientMs = (fault?: Fault): number => (fault === 'slow' ? slowMs / 2 : 5_000);

export type Fault =
  | 'asked to wait a moment'
  | 'asked to wait long'
  | 'away'
  | 'broken'
  | 'broken in a 200'
  | 'refused for good'
  | 'answer lost'
  | 'slow';

/** Something that a person does once. */
interface Interaction {
  /** What goes before, and meets no fault. */
  before?(person: Person, name: string): Promise<unknown>;
  /** @returns the words that it was answered with */
  act(person: Person, name: string): Promise<string>;
  /** The trail's word for it, of whomever it is done to. */
  action: AuditAction;
  /** What is read once it is done. */
  outcome(name: string): string;
  /** How many files come with that. */
  files?: number;
}

const email = (name: string) => `${name}@riverside.example`;
const added = (name: string) => `Nora ${name} is added`;

/** What holds in every chat. */
export const interactions: Record<string, Interaction> = {
  'said alone with the bot': {
    act: async (person, name) => (await person.type(`add Nora ${name} ${email(name)} sites:hub`, 'direct')).words,
    action: 'user.add',
    outcome: added,
  },
  'said in a channel': {
    act: async (person, name) => (await person.type(`add Nora ${name} ${email(name)} sites:hub`, 'channel')).words,
    action: 'user.add',
    outcome: added,
  },
  'a form that is filled in': {
    async act(person, name) {
      const { words } = await opening(person, 'add', 'channel');
      if (!person.form()) return words;
      await person.fill(newPerson(name));
      return (await person.submit()).words;
    },
    action: 'user.add',
    outcome: added,
  },
  'a Yes to a question': {
    before: (person, name) => person.type(`add Nora ${name} ${email(name)} sites:hub`, 'direct'),
    async act(person, name) {
      const { cards, words } = await person.type(`suspend ${email(name)}`, 'direct');
      const question = cards.find(({ buttons }) => buttons.some(({ label }) => label === 'Suspend'));
      return question ? (await person.press(question, 'Suspend')).words : words;
    },
    action: 'user.suspend',
    outcome: (name) => `Nora ${name} is suspended`,
  },
  'a file that is asked for': {
    act: async (person) => (await person.type('export', 'direct')).words,
    action: 'user.export',
    outcome: () => 'people are in the file',
    files: 1,
  },
};

const cardsOf = (person: Person): ShownCard[] => [...person.sees('direct'), ...person.sees('channel')];

/** What may be read where it was not done. */
const notDone = /nothing was done|can’t see who you are|What you typed is kept/;

/**
 * Each call of the platform's API that is made for an interaction, with each fault: it is done once, or not at all and it says so;
 * the person reads what has come of it, in the end, and nothing that is not so.
 */
export function faults(name: string, open: () => Promise<FaultyChat>): void {
  test(`${name}: whatever a call meets, it is done once, and is read in the end`, async () => {
    const chat = await open();
    const problems: string[] = [];
    const met = new Set<string>();
    let rows = 0;
    for (const [index, [what, interaction]] of Object.entries(chat.interactions).entries()) {
      for (const call of await callsOf(chat, interaction, `plain${index}`)) {
        if (met.has(call)) continue;
        met.add(call);
        for (const fault of chat.faults) {
          rows += 1;
          const problem = await problemOf(chat, interaction, call, fault, `row${rows}`);
          if (problem) problems.push(`${what}, ${call}, ${fault}: ${problem}`);
        }
      }
    }
    expect(problems).toEqual([]);
    // A call that is new is met by an interaction here, or is called for none.
    expect(chat.calls().filter((call) => !met.has(call))).toEqual([]);
    await chat.contract.close();
  }, 120_000);
}

async function callsOf(chat: FaultyChat, interaction: Interaction, name: string): Promise<string[]> {
  const copy = await chat.open();
  await interaction.before?.(copy.person, name);
  const before = await timesDone(chat, interaction.action);
  chat.called();
  const words = await interaction.act(copy.person, name);
  expect(words).toContain(interaction.outcome(name));
  expect(await timesDone(chat, interaction.action)).toBe(before + 1);
  await copy.person.putAway();
  await copy.stop();
  return chat.called();
}

const timesDone = ({ contract: { app } }: FaultyChat, action: AuditAction): Promise<number> =>
  app.db.$count(auditEvents, and(eq(auditEvents.action, action), eq(auditEvents.outcome, 'done')));

async function problemOf(
  chat: FaultyChat,
  interaction: Interaction,
  call: string,
  fault: Fault,
  name: string,
): Promise<string | undefined> {
  // So many lists are taken out that a person would be over the limit.
  await chat.contract.app.db.delete(rateLimits);
  const calm = await chat.open();
  await interaction.before?.(calm.person, name);
  await calm.stop();
  const copy = await chat.open(fault);
  const { person } = copy;
  const seen = new Set(cardsOf(person).map(({ id, words }) => `${id} ${words}`));
  const doneBefore = await timesDone(chat, interaction.action);
  const mend = chat.fail(call, fault);
  const words = await interaction.act(person, name);
  mend();
  const isOpen = person.form() !== undefined;
  await person.putAway();
  await copy.stop();
  // What was slow arrives when nobody waits for it any more, and before it is looked for.
  if (fault === 'slow') await delay(slowMs - 60);
  const owed = await bringLate(chat.contract.app, chat.queue);

  const fresh = cardsOf(person).filter((card) => !seen.has(`${card.id} ${card.words}`));
  const said = [words, ...fresh.map((card) => card.words)].join('\n');
  const done = (await timesDone(chat, interaction.action)) - doneBefore;
  const read = fresh.filter((card) => card.words.includes(interaction.outcome(name))).length;
  const files = fresh.reduce((sum, card) => sum + card.files.length, 0);
  const forGood = fault === 'refused for good';
  if (said.includes('Something went wrong')) return 'something went wrong';
  if (copy.bugs.length > 0) return `a bug: ${JSON.stringify(copy.bugs)}`;
  if (owed > 0) return `${owed} answers did not arrive`;
  if (done > 1) return `done ${done} times`;
  if (read > 1 && !said.includes('may have come before')) return `read ${read} times`;
  // Where nothing of ours is taken for good there is no way to them.
  if (forGood && fresh.length === 0) return undefined;
  if (done === 0) {
    const isAsked = isOpen || fresh.some(({ buttons }) => buttons.length > 0);
    return isAsked || notDone.test(said) ? undefined : `not done, and not said: ${said}`;
  }
  if (read === 0 && !words.includes(interaction.outcome(name))) return `done, and not read: ${said}`;
  if (files < (interaction.files ?? 0) && !(forGood && said.includes('could not be sent'))) return `no file: ${said}`;
  return undefined;
}
