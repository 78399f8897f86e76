import { hasConnections } from '../../db/connect.ts';
import { queueName } from '../jobs/connections.ts';
import { listSchools } from '../service/centre/centre.ts';
import type { App } from '../service/context.ts';
import { Refusal, Refused } from '../service/errors.ts';
import { mailTrouble } from '../service/mail/mail-server.ts';
import {
  type CoordinatorMade,
  isNothing,
  makeCoordinator,
  previewCoordinator,
} from '../service/people/make-coordinator.ts';
import { listed } from '../ui/formats.ts';
import { mailServer } from '../ui/sentences/mail-server.ts';
import { aRole } from '../ui/sentences/names.ts';
import { sentenceOutside } from '../ui/sentences/sentence.ts';
import { centreNumberIn } from '../words/centre-number.ts';
import { readEmail } from '../words/read-email.ts';
import { namesOf } from './config/centre.ts';
import type { Config } from './config/config.ts';

interface Told {
  email: string;
  /** Of someone new; what the e-mail tells, where it is not said. */
  name?: string | undefined;
  /** The centre number; needed where there are several schools. */
  centre?: string | undefined;
}

/**
 * Makes or restores a coordinator for whoever owns the server.
 *
 * @param config.centre which school is meant where nothing says so and there are several
 * @param mayGoOn asked with what is about to be done, and whether someone else was likely meant; `false` leaves all as it is
 * @returns what was done and what to do next, in lines
 * @throws Error with a sentence
 */
export async function coordinatorByOwner(
  app: App,
  config: Pick<Config, 'centre' | 'smtpUrl'>,
  told: Told,
  mayGoOn: (plan: string, isDoubtful: boolean) => Promise<boolean>,
): Promise<string> {
  if (told.name?.includes('@'))
    throw new Error('Name one person at a time: what follows the e-mail is their name. Nothing was changed.');
  const centre = await schoolOf(app, told.centre ?? config.centre?.number);
  // It may have come with a name around it, as a mail program copies it.
  const { email } = readEmail(told.email);
  const [firstName = '', ...rest] = namesOf(email, told.name);
  const wanted = { email: told.email, firstName, lastName: rest.join(' ') };
  try {
    const plan = await previewCoordinator(app, centre, wanted);
    const where = `${centre.name} (${centre.number})`;
    if (isNothing(plan))
      return [`${who(plan)} is a coordinator at ${where} already. Nothing was changed.`, ...next(app, plan)].join('\n');
    const says = [inWords(plan, 'would be', where), ...hint(plan)].join('\n');
    if (!(await mayGoOn(says, plan.near.length > 0))) return 'Nothing was changed.';
    const made = await makeCoordinator(app, centre, wanted);
    return [
      `${inWords(made, 'is', where)} It is in the audit trail, and all coordinators there are told by mail.`,
      ...(await mail(app, config, made)),
      ...next(app, made),
    ].join('\n');
  } catch (error) {
    if (error instanceof Refused) throw new Error(error.refusals.map(sentenceOutside).join('\n'));
    throw error instanceof Refusal ? new Error(sentenceOutside(error)) : error;
  }
}

async function schoolOf(app: App, typed: string | undefined) {
  const number = typed && (centreNumberIn(typed) ?? typed);
  const schools = await listSchools(app.db);
  const [only] = schools;
  if (!only)
    throw new Error(
      'There is no school in this database yet. Set CENTRE_NAME, CENTRE_NUMBER, COORDINATOR_EMAIL and SUPPORT_CONTACT, and start Staffroom: it makes the school and its first coordinator.',
    );
  const found = number === undefined ? schools.length === 1 && only : schools.find((each) => each.number === number);
  if (found) return found;
  const all = schools.map(({ number, name }) => `${number} (${name})`).join(', ');
  throw new Error(
    number === undefined
      ? `There are several schools here: ${all}. Say which one, such as --centre ${only.number}.`
      : `There is no school ${number} here. There is ${all}.`,
  );
}

const who = ({ name, email }: { name: string; email: string }) => `${name} (${email})`;

function inWords(made: CoordinatorMade, is: 'is' | 'would be', where: string): string {
  const { was } = made;
  if (!was) return `${who(made)} ${is} added as a coordinator at ${where}.`;
  const suspended = was.status === 'suspended' ? ', suspended' : '';
  return `${who(made)} ${is} a coordinator at ${where}. Until now: ${aRole[was.role]}${suspended}.`;
}

/** Of a mistyped e-mail: who has nearly the same. */
const hint = ({ near }: { near: { name: string; email: string }[] }): string[] =>
  near.length > 0 ? [`Nobody has this e-mail yet, and nearly the same is that of ${listed(near.map(who))}.`] : [];

/** How the link comes to whoever has to choose a password. */
async function mail(
  app: App,
  { smtpUrl }: Pick<Config, 'smtpUrl'>,
  { isInvited, email }: CoordinatorMade,
): Promise<string[]> {
  if (!isInvited) return [];
  const runs = await hasConnections(app.db, queueName);
  const when = runs ? 'now' : 'as soon as Staffroom is started';
  if (smtpUrl && (await mailTrouble(app.db)))
    return [`The link to choose a password goes to ${email}, and is good for 7 days. ${mailServer.willGo}`];
  if (smtpUrl) return [`The link to choose a password goes to ${email} ${when}. It is good for 7 days.`];
  return [
    `Mail is not set up (SMTP_URL), so the link to choose a password goes to nobody. It is in the mailbox ${when}, which the address in .data/open-address opens.`,
  ];
}

const toPassword = {
  invited: 'They have not chosen a password yet. To be mailed another link to do so',
  active: 'A lost password',
};

/** What else may keep them out. */
const next = (app: App, { email, status, isInvited, hasSecondFactor }: CoordinatorMade): string[] => [
  ...(isInvited ? [] : [`${toPassword[status]}: ${app.publicUrl}/password/forgotten`]),
  ...(hasSecondFactor ? [`A lost second factor: npm run remove-factor -- ${email}`] : []),
];
