import { randomUUID } from 'node:crypto';
import { decodeAction } from '../../../adapters/slack/packed/action.ts';
import { talk } from '../../../src/ui/sentences/bot.ts';
import { everywhere } from '../../../src/ui/sentences/chat.ts';
import { requestForm } from '../../../src/ui/sentences/requests.ts';
import { addressOf, coordinator, personOf, receiver } from './school.ts';
import type { LoadSlack } from './slack.ts';

/** What people do under load; the last of them writes to the bot in a chat of one's own. */
export const kinds = ['add', 'suspend', 'transfer', 'request', 'message'] as const;
export type Kind = (typeof kinds)[number];

/**
 * What a person was told. `done`: that it is done; of a message, that it was taken. `refused`: that nothing was changed.
 * `unsure`: to look first. `untaken`: nothing, not even that it was taken, so that Slack itself says that it failed.
 * `unanswered`: that it was taken, and then nothing. `other`: something else, which is a fault.
 */
export type Told = 'done' | 'refused' | 'unsure' | 'untaken' | 'unanswered' | 'other';

/** One thing that someone did. */
export interface Act {
  kind: Kind;
  /** Whom it was done to: what stands before the @ of their e-mail. */
  subject: string;
  told: Told;
  /** What they read, where that is neither of what is expected. */
  read?: string;
}

/** Longest that an answer is waited for, in milliseconds: longer than until what a killed program had in hand is taken up. */
const answerMs = 90_000;

/** Does one thing as a person does, through to the last button, and tells what they were told. */
export async function act(slack: LoadSlack, kind: Kind, n: number): Promise<Act> {
  const subject = `${kind === 'add' || kind === 'message' ? kind : kind.slice(0, 1)}${n}`;
  return { kind, subject, ...(await steps[kind](slack, subject)) };
}

type Heard = Pick<Act, 'told' | 'read'>;
type Step = (slack: LoadSlack, subject: string) => Promise<Heard>;

const addLine = (subject: string) => `add Load ${subject} ${addressOf(subject)} programmes:primary`;

const steps: Record<Kind, Step> = {
  add: (slack, subject) => said(slack, coordinator, addLine(subject), /is added/),
  suspend: (slack, subject) => pressed(slack, `suspend ${addressOf(subject)}`, /is suspended/),
  transfer: (slack, subject) => pressed(slack, `transfer ${addressOf(subject)} ${addressOf(receiver)}`, /data is/),
  request: (slack, subject) =>
    said(slack, personOf(subject), 'access forums for my class', new RegExp(requestForm.done)),
  message: async (slack, subject) => {
    const taken = await slack.message({ person: coordinator, id: `D${subject}` }, addLine(subject));
    if (!taken) return { told: 'untaken' };
    const heard = meant(await slack.answer(`D${subject}`, answerMs), /is added/);
    // It was taken: where nothing is said later, it is to be there all the same.
    return heard.told === 'unanswered' ? { told: 'done' } : heard;
  },
};

async function said(slack: LoadSlack, person: string, text: string, done: RegExp): Promise<Heard> {
  const id = randomUUID();
  if (!(await slack.command({ person, id }, text))) return { told: 'untaken' };
  return meant(await slack.answer(id, answerMs), done);
}

/** Types it, and presses Yes. */
async function pressed(slack: LoadSlack, text: string, done: RegExp): Promise<Heard> {
  const first = randomUUID();
  if (!(await slack.command({ person: coordinator, id: first }, text))) return { told: 'untaken' };
  const question = await slack.answer(first, answerMs);
  const yes = question && confirmIn(question);
  if (!yes) return meant(question, done);
  const id = randomUUID();
  if (!(await slack.press({ person: coordinator, id }, yes))) return { told: 'untaken' };
  return meant(await slack.answer(id, answerMs), done);
}

/** What the button carries that carries it out. */
function confirmIn(answer: string): string | undefined {
  const { blocks = [] } = JSON.parse(answer) as { blocks?: { elements?: { type: string; value?: string }[] }[] };
  const buttons = blocks.flatMap(({ elements = [] }) => elements).filter(({ type }) => type === 'button');
  return buttons.find(({ value }) => decodeAction(value)?.step === 'confirm')?.value;
}

function meant(answer: string | undefined, done: RegExp): Heard {
  if (answer === undefined) return { told: 'unanswered' };
  // What was interrupted by the end of the program is said so.
  if (done.test(answer) || answer.includes(talk.doneTitle)) return { told: 'done' };
  if (answer.includes(talk.tryAgain)) return { told: 'refused' };
  if (answer.includes(talk.noAnswerTitle) || answer.includes(talk.outcomeUnknownTitle)) return { told: 'unsure' };
  if (answer.includes(everywhere.brokenTitle)) return { told: 'other', read: everywhere.brokenTitle };
  return { told: 'other', read: answer };
}
