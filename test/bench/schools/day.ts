import { randomUUID } from 'node:crypto';
import { eventsPath } from '../../../adapters/slack/connect/door.ts';
import { decodeAction } from '../../../adapters/slack/packed/action.ts';
import { talk } from '../../../src/ui/sentences/bot.ts';
import { everywhere, slack as say } from '../../../src/ui/sentences/chat.ts';
import { sign } from '../../adapters/slack/fake/sign.ts';
import { type Client, postOf } from '../chats/http-client.ts';
import type { LightSlack } from '../chats/slack-light.ts';
import { commandBody, pressBody } from '../chats/slack-payloads.ts';
import { frequentNames } from '../world.ts';
import { admins, coordinator, emailOf, inChat, slackIdOf, teamOf, type Who } from './names.ts';

/** Where all of it goes. */
export interface World {
  slack: LightSlack;
  signingSecret: string;
  schools: number;
  people: number;
  /** Of one copy or the other. */
  client(): Client;
}

/** One thing that someone did: how long until the answer was with Slack, in milliseconds; and what was wrong with it. */
export interface Done {
  kind: Kind;
  ms: number[];
  failed?: string;
}

/**
 * What people do in a day, of a hundred. Taken, not measured, for nobody's day is known: a help desk looks up three times as often as it
 * changes something; of what is changed, resets are the most; who leaves and who joins are few; the own page opens by itself
 * whenever someone comes by.
 */
export const day = {
  show: 28,
  search: 15,
  list: 10,
  home: 12,
  suspend: 4,
  reactivate: 4,
  'ask-reset': 7,
  approve: 7,
  add: 4,
  audit: 4,
  usage: 2,
  requests: 3,
} as const;
export type Kind = keyof typeof day;

const any = (below: number) => Math.floor(Math.random() * below);

/** What was begun, for others to go on with. */
export interface Open {
  suspended: Who[];
  asked: Who[];
  /** Whom something is done to at the moment, so that no two do it at once. */
  busy: Set<string>;
}

/** Does one thing as a person does, through to the last button. */
export async function does(world: World, kind: Kind, open: Open): Promise<Done> {
  const ms: number[] = [];
  try {
    await steps[kind](stepsOf(world, ms), world, open);
    return { kind, ms };
  } catch (error) {
    return { kind, ms, failed: (error as Error).message.slice(0, 300) };
  }
}

type Step = (by: Steps, world: World, open: Open) => Promise<void>;

const somewhere = ({ schools }: World) => any(schools);
/** Who helps the others: the coordinator or an admin. */
const helper = (school: number): Who => ({ school, person: any(1 + admins) });
const someone = (school: number, { people }: World): Who => ({ school, person: any(people) });
const theCoordinator = (school: number): Who => ({ school, person: coordinator });

const steps: Record<Kind, Step> = {
  show: async (by, world) => {
    const school = somewhere(world);
    const whom = emailOf(someone(school, world));
    await by.says(helper(school), `show ${whom}`, whom);
  },
  search: async (by, world) => {
    const name = frequentNames[any(frequentNames.length)]?.name ?? '';
    await by.says(helper(somewhere(world)), `list ${name}`, '');
  },
  list: async (by, world) =>
    by.says(helper(somewhere(world)), ['list', 'list invited', 'list admins'][any(3)] ?? '', ''),
  home: async (by, world) => by.opens({ school: somewhere(world), person: any(inChat) }),
  suspend: async (by, world, { suspended, busy }) => {
    const school = somewhere(world);
    const whom = { school, person: inChat + any(world.people - inChat - 3) };
    if (!hold(busy, whom)) return;
    await by.agrees(theCoordinator(school), `suspend ${emailOf(whom)}`, /is suspended/);
    suspended.push(whom);
  },
  reactivate: async (by, _, { suspended, busy }) => {
    const whom = suspended.shift();
    if (!whom) return;
    await by.agrees(theCoordinator(whom.school), `reactivate ${emailOf(whom)}`, /is active|is back|reactivated/);
    busy.delete(slackIdOf(whom));
  },
  'ask-reset': async (by, world, { asked, busy }) => {
    const whom = { school: somewhere(world), person: 1 + admins + any(inChat - 1 - admins) };
    if (!hold(busy, whom)) return;
    await by.says(whom, 'reset I forgot my password', '');
    asked.push(whom);
  },
  approve: async (by, _, { asked, busy }) => {
    const whom = asked.shift();
    if (!whom) return;
    await by.agrees(theCoordinator(whom.school), `approve ${emailOf(whom)}`, /approved/i);
    busy.delete(slackIdOf(whom));
  },
  add: async (by, world) => {
    const name = `New${randomUUID().slice(0, 8)}`;
    await by.says(helper(somewhere(world)), `add Some ${name} ${name}@new.example programmes:primary`, 'is added');
  },
  audit: async (by, world) => by.says(theCoordinator(somewhere(world)), 'audit', ''),
  usage: async (by, world) => by.says(theCoordinator(somewhere(world)), 'usage', ''),
  requests: async (by, world) => by.says(helper(somewhere(world)), 'requests', ''),
};

function hold(busy: Set<string>, whom: Who): boolean {
  const id = slackIdOf(whom);
  if (busy.has(id)) return false;
  busy.add(id);
  return true;
}

interface Steps {
  /** Types it. @throws Error with the answer, where these words are not in it */
  says(who: Who, text: string, words: string): Promise<void>;
  /** Types it, and presses Yes. */
  agrees(who: Who, text: string, done: RegExp): Promise<void>;
  /** Opens the own page. */
  opens(who: Who): Promise<void>;
}

function stepsOf({ slack, signingSecret, client }: World, ms: number[]): Steps {
  const send = async (type: string, body: string, answered: (acked: string) => Promise<string>): Promise<string> => {
    const request = postOf(eventsPath, { 'content-type': type, ...sign(signingSecret, body) }, body);
    const begin = performance.now();
    const answer = await answered(await client().send(request));
    ms.push(performance.now() - begin);
    const broken = [everywhere.brokenTitle, talk.tryAgain, talk.noAnswerTitle, talk.outcomeUnknownTitle];
    if (broken.some((words) => answer.includes(words))) throw new Error(answer);
    return answer;
  };
  /** In the acknowledgement, or to the address that the payload names; a line that says to wait is none. */
  const answerOf = (id: string) => async (acked: string) => {
    let answer = acked.includes('"blocks"') ? acked : await slack.answer(id);
    if (answer.includes(say.working)) answer = await slack.answer(id);
    return answer;
  };
  const member = (who: Who) => ({ team: teamOf(who.school), person: slackIdOf(who) });
  const urlencoded = 'application/x-www-form-urlencoded';
  const command = (who: Who, text: string) => {
    const id = randomUUID();
    return send(urlencoded, commandBody(slack, text, id, member(who)), answerOf(id));
  };
  return {
    async says(who, text, words) {
      const answer = await command(who, text);
      if (!answer.includes(words)) throw new Error(`${text}: ${answer}`);
    },
    async agrees(who, text, done) {
      const question = await command(who, text);
      const yes = confirmIn(question);
      if (!yes) throw new Error(`${text}: ${question}`);
      const id = randomUUID();
      const answer = await send(urlencoded, pressBody(slack, yes, id, member(who)), answerOf(id));
      if (!done.test(answer)) throw new Error(`${text}, Yes: ${answer}`);
    },
    async opens(who) {
      const { team, person } = member(who);
      const event = { type: 'app_home_opened', user: person, channel: `D${person}`, tab: 'home', event_ts: '1.000001' };
      const body = {
        type: 'event_callback',
        team_id: team,
        api_app_id: 'A0BENCH',
        event_id: `Ev${randomUUID()}`,
        event,
      };
      const shown = slack.home(person);
      // Where the payload itself fails, nobody waits for it any more; it is counted there.
      shown.catch(() => {});
      await send('application/json', JSON.stringify(body), () => shown);
    },
  };
}

/** What the button carries that carries it out. */
function confirmIn(answer: string): string | undefined {
  const { blocks = [] } = JSON.parse(answer) as { blocks?: { elements?: { type: string; value?: string }[] }[] };
  const buttons = blocks.flatMap(({ elements = [] }) => elements).filter(({ type }) => type === 'button');
  return buttons.find(({ value }) => decodeAction(value)?.step === 'confirm')?.value;
}
