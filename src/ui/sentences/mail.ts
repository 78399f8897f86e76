import { here } from '../speech.ts';
import { siteNames } from './names.ts';
import { type Held, held } from './progression.ts';
import { digest, type WeekFacts } from './usage.ts';

const platformNames = { playground: 'the playground', slack: 'Slack', teams: 'Microsoft Teams' } as const;

/** What a mail's words are made from. */
export interface MailFacts {
  firstName: string;
  centreName: string;
  supportContact: string;
  replyTo: string | null;
  /** `7 days`, `1 hour`. */
  goodFor: string;
  /** The address that our mails come from. */
  sender: string;
  /** Who the other is in a transfer, and what went from one to the other. */
  other: string | null;
  held: Held[];
  /** What was asked for, by whom and why, until when it waits, and what was decided. */
  asked: {
    kind: 'reset' | 'access';
    site: keyof typeof siteNames | null;
    who: string | null;
    reason: string | null;
    until: string;
    by: string | null;
    decisionReason: string | null;
    siteAdmin: boolean;
  } | null;
  /** Who in which chat is tied to the account, or asks to be. */
  chat: ChatWho | null;
  /** Sites that the reader never came to, and whether they have to set a password first. */
  notCome: { email: string; isInvited: boolean; sites: { site: keyof typeof siteNames; url: string | null }[] } | null;
  /** How the school stood in a week: its first and last day, and what happened. */
  week: (WeekFacts & { from: string; to: string }) | null;
  /** Who was made a coordinator. */
  newCoordinator: string | null;
  /** When the token of the school's directory ends. */
  directoryEnds: string | null;
  /** When what the mail tells of was done: `7 Sep 2026, 09:00`. */
  at: string;
  /** The page where they see where they are signed in. */
  accountUrl: string;
}

export interface MailWords {
  subject: string;
  heading: string;
  /** Before the button. */
  before: string[];
  /** To be read aloud and typed: each stands alone, large, under what it is about. */
  codes?: { about: string; code: string }[];
  /** One a line; without an address a name alone. */
  links?: { label: string; url: string | null }[];
  button?: string;
  /** After the button and the bare link. */
  after: string[];
}

/** Someone in a chat. */
export interface ChatWho {
  platform: keyof typeof platformNames;
  /** The platform's own id of the workspace. */
  workspace: string;
  /** What the workspace and they are called there: anyone may call anything so. */
  workspaceName: string | null;
  name: string | null;
}

/** `“Amina R.” in the Slack workspace “Riverside” (T0ABC)` */
export function chatWho(chat: ChatWho | null): string {
  if (!chat) return 'Someone in a chat of your school';
  const { platform, workspace, workspaceName, name } = chat;
  const which = workspaceName ? `“${workspaceName}” (${workspace})` : workspace;
  const where = {
    slack: `the Slack workspace ${which}`,
    teams: `the Microsoft Teams organisation ${which}`,
    playground: 'the playground',
  }[platform];
  return `${name ? `“${name}”` : 'Someone'} in ${where}`;
}

const once = (goodFor: string) => `The link is good for ${goodFor}, and it can be used once.`;

/** `access to Test Maker`, `a password reset`. */
const what = ({ asked }: MailFacts) => (asked?.site ? `access to ${siteNames[asked.site]}` : 'a password reset');

/** The words of each mail. */
export const mailWords = {
  invitation: ({ centreName, goodFor, sender }: MailFacts): MailWords => ({
    subject: `Set up your account at ${centreName}`,
    heading: 'Set up your account',
    before: [
      `${centreName} has made an account for you on the Cambridge sites that you teach with.`,
      'Choose a password to begin. One e-mail and one password open all your sites.',
    ],
    button: 'Choose a password',
    after: [
      `${once(goodFor)} If it is too old, ask your coordinator for a new one.`,
      `Our mails come from ${sender}. Add this address to your safe senders, so that they reach you.`,
      'If you did not expect this mail, you need do nothing: without a password nobody can use the account.',
    ],
  }),
  reset: ({ centreName, goodFor }: MailFacts): MailWords => ({
    subject: `Choose a new password for ${centreName}`,
    heading: 'Choose a new password',
    before: ['Someone asked for a new password for your account. Press the button to choose it.'],
    button: 'Choose a new password',
    after: [
      `${once(goodFor)} A newer link takes the place of this one.`,
      'If you did not ask for this, you need do nothing: your password stays as it is.',
    ],
  }),
  'confirm-email': ({ centreName, goodFor }: MailFacts): MailWords => ({
    subject: `Confirm your new e-mail address for ${centreName}`,
    heading: 'Confirm your new e-mail address',
    before: [
      'This address is to become the one that you sign in with.',
      'Press the button, and confirm it on the page that opens. Until then the old address stays.',
    ],
    button: 'Confirm this address',
    after: [once(goodFor), 'If you did not ask for this, you need do nothing: nothing changes.'],
  }),
  'email-changed': ({ centreName, at, supportContact }: MailFacts): MailWords => ({
    subject: `Your e-mail address at ${centreName} was changed`,
    heading: 'Your e-mail address was changed',
    before: [
      `Your account at ${centreName} has a new e-mail address since ${at}. Sign in with the new one from now on.`,
      'This is the last mail to this address.',
    ],
    after: [`If you did not ask for this, tell your school at once: ${supportContact}`],
  }),
  'chat-tied': ({ centreName, at, chat, supportContact }: MailFacts): MailWords => ({
    subject: `Your account at ${centreName} is used in ${chat ? platformNames[chat.platform] : 'a chat'}`,
    heading: 'Your account is used in a chat',
    before: [
      `${chatWho(chat)} has used your account at ${centreName} since ${at}: the chat vouches that your e-mail address is theirs.`,
      'If this is you, you need do nothing.',
    ],
    after: [`If it is not you, tell your school at once: ${supportContact}`],
  }),
  'confirm-chat': ({ centreName, goodFor, chat }: MailFacts): MailWords => ({
    subject: `Was this you? Someone asks to use your account at ${centreName}`,
    heading: 'Someone asks to use your account',
    before: [
      `${chatWho(chat)} asks to use your account at ${centreName}. The chat vouches that your e-mail address is theirs, but someone else there uses your account already.`,
      'If it was you who asked just now, press the button, and confirm it on the page that opens. Whoever used your account there until now can’t any more.',
    ],
    button: 'This was me',
    after: [once(goodFor), 'If you did not ask for this, you need do nothing: nothing changes.'],
  }),
  'password-changed': ({ centreName, at, supportContact, accountUrl }: MailFacts): MailWords => ({
    subject: `Your password at ${centreName} was changed`,
    heading: 'Your password was changed',
    before: [`Your account at ${centreName} has a new password since ${at}. It opens all your sites.`],
    after: [
      `Where you are signed in, this page shows: ${accountUrl}`,
      `If you did not ask for this, choose another password at once with the link below, and tell your school: ${supportContact}`,
    ],
  }),
  'second-factor-added': ({ centreName, at, supportContact }: MailFacts): MailWords => ({
    subject: `You sign in at ${centreName} with a second factor now`,
    heading: 'You sign in with a second factor now',
    before: [
      `Since ${at} your account at ${centreName} asks for a code of your app beside the password.`,
      'Keep your recovery codes where you find them without your telephone.',
    ],
    after: [
      `If you did not do this, choose another password at once with the link below, and tell your school: ${supportContact}`,
    ],
  }),
  'second-factor-removed': ({ centreName, at, supportContact }: MailFacts): MailWords => ({
    subject: `Your second factor at ${centreName} was taken away`,
    heading: 'Your second factor was taken away',
    before: [
      `Since ${at} your account at ${centreName} asks for the password alone, or has you set up another second factor when you sign in next.`,
      'You were signed out everywhere.',
    ],
    after: [
      `If you did not ask for this, choose another password at once with the link below, and tell your school: ${supportContact}`,
    ],
  }),
  'recovery-codes-renewed': ({ centreName, at, supportContact }: MailFacts): MailWords => ({
    subject: `Your account at ${centreName} has new recovery codes`,
    heading: 'You have new recovery codes',
    before: [
      `Since ${at} your account at ${centreName} has ten new recovery codes. Those that you had before are no longer good: throw them away.`,
    ],
    after: [
      `If you did not ask for new ones, choose another password at once with the link below, and tell your school: ${supportContact}`,
    ],
  }),
  'data-handed-over': ({ centreName, at, other, held: list, supportContact }: MailFacts): MailWords => ({
    subject: `Your progression data at ${centreName} was handed over`,
    heading: 'Your progression data was handed over',
    before: [
      `${other ?? 'A colleague'} holds what was yours since ${at}: ${held(list)}.`,
      'Nothing in it was changed.',
    ],
    after: [`If you did not expect this, ask your school: ${supportContact}`],
  }),
  'data-received': ({ centreName, at, other, held: list, supportContact }: MailFacts): MailWords => ({
    subject: `You hold more progression data at ${centreName}`,
    heading: 'You hold more progression data',
    before: [
      `Since ${at} you hold what was ${other ? `${other}’s` : 'a former colleague’s'}: ${held(list)}.`,
      'The groups keep their names. Groups of one name stay apart.',
    ],
    after: [`If you did not expect this, ask your school: ${supportContact}`],
  }),
  'access-given': (facts: MailFacts): MailWords => ({
    subject: `You have ${what(facts)} at ${facts.centreName}`,
    heading: `You have ${what(facts)}`,
    before: [
      `${facts.asked?.by ?? 'Your school'} approved your request.`,
      'Sign in with the e-mail and the password that you use already.',
      ...(facts.asked?.siteAdmin ? ['You are a site admin there.'] : []),
    ],
    after: [],
  }),
  'request-waits': (facts: MailFacts): MailWords => ({
    subject: `A request waits at ${facts.centreName}`,
    heading: 'A request waits for a decision',
    before: [
      `${facts.asked?.who ?? 'Someone'} asks for ${what(facts)}${facts.asked?.reason ? `: “${facts.asked.reason}”` : '.'}`,
      `If nobody decides, it expires ${facts.asked?.until ?? 'soon'}. To decide it, type ${here.command('requests')}.`,
    ],
    after: [
      'It comes by mail since no chat could bring it to anyone who decides requests. All who are told of requests get this mail.',
      `So that the next comes in chat, type ${here.inChannel('settings channel:here')} in the channel where requests are to be decided.`,
    ],
  }),
  'request-denied': (facts: MailFacts): MailWords => ({
    subject: `Your request at ${facts.centreName} was denied`,
    heading: 'Your request was denied',
    before: [
      `You asked for ${what(facts)}. ${facts.asked?.by ?? 'Your school'} denied it${facts.asked?.decisionReason ? `: “${facts.asked.decisionReason}”` : '.'}`,
    ],
    after: [`If you think that this is a mistake, ask your school: ${facts.supportContact}`],
  }),
  'request-expired': (facts: MailFacts): MailWords => ({
    subject: `Your request at ${facts.centreName} has expired`,
    heading: 'Your request has expired',
    before: [`You asked for ${what(facts)}. Nobody decided in time.`],
    after: [`Ask again if you still need it. If it is urgent, ask your school: ${facts.supportContact}`],
  }),
  'usage-reminder': ({ centreName, notCome, goodFor, supportContact }: MailFacts): MailWords => {
    const { isInvited = false, email = '', sites = [] } = notCome ?? {};
    const one = sites.length === 1;
    return {
      subject: `You have not been to your ${one ? 'site' : 'sites'} at ${centreName} yet`,
      heading: `Your ${one ? 'site is' : 'sites are'} waiting for you`,
      before: [
        `${centreName} has given you access to ${one ? 'this site' : 'these sites'}, and you have not been there yet:`,
      ],
      links: sites.map(({ site, url }) => ({ label: siteNames[site], url })),
      ...(isInvited && { button: 'Choose a password' }),
      after: [
        isInvited
          ? `Choose a password first: one e-mail and one password open all your sites. ${once(goodFor)} A link sent earlier no longer works.`
          : `Sign in with ${email} and the password that you chose. If you have forgotten it, the page where you sign in helps.`,
        `If you don’t need ${one ? 'this site' : 'these sites'}, tell your school: ${supportContact}`,
      ],
    };
  },
  week: ({ centreName, week }: MailFacts): MailWords => ({
    subject: `How ${centreName} stood last week`,
    heading: week ? digest.title(week.from, week.to) : 'Last week',
    before: week ? digest.all(week).map(({ label, value }) => `${label}: ${value}`) : [],
    after: [
      'It comes by mail since no chat could bring it to you.',
      `To see who came and who did not, type ${here.command('usage')}. To stop this mail, type ${here.command('usage weekly off')}.`,
    ],
  }),
  'directory-ends': ({ centreName, directoryEnds }: MailFacts): MailWords => ({
    subject: `The token of ${centreName}’s directory ends soon`,
    heading: 'The token of your school’s directory ends soon',
    before: [
      `It ends ${directoryEnds ?? 'soon'}. From then on your school’s directory (Microsoft Entra ID, Okta or another) can’t add, change or suspend anyone in Staffroom.`,
      `To make a new one, type ${here.command('directory on')}, and put it into the directory’s provisioning settings. The old one stops working at once.`,
    ],
    after: ['All coordinators of your school get this mail.'],
  }),
  'coordinator-made': ({ centreName, at, newCoordinator, supportContact }: MailFacts): MailWords => ({
    subject: `${newCoordinator ?? 'Someone'} is a coordinator at ${centreName} now`,
    heading: `${newCoordinator ?? 'Someone'} is a coordinator now`,
    before: [
      `Whoever runs the server of Staffroom did this from its command line, on ${at}.`,
      `To take the rights away again, type ${here.command('admin')}.`,
    ],
    after: [
      'All coordinators of your school get this mail.',
      `If you did not expect this, tell your school at once: ${supportContact}`,
    ],
  }),
} satisfies Record<string, (facts: MailFacts) => MailWords>;

/** A workspace: all that people there call it, or themselves, is whatever strangers typed. */
interface WorkspaceFacts {
  platform: keyof typeof platformNames;
  /** The platform's own id of the workspace. */
  workspace: string;
  name: string | null;
}

/** What the mail with a workspace's code is made from, beside the facts of every mail. */
export interface CodeFacts extends WorkspaceFacts {
  code: string;
  /** `7 Sep 2026, 09:30`, in the school's time zone. */
  goodUntil: string;
  askedBy: string | null;
}

export interface TieFacts extends WorkspaceFacts {
  by: { user: string } | { stranger: string } | null;
  bySettings: boolean;
}

/** `a Slack workspace that calls itself “Riverside”; its id is T1` */
const theWorkspace = ({ platform, workspace, name }: WorkspaceFacts) =>
  `a ${platformNames[platform]} workspace ${name ? `that calls itself “${name}”; its id is ${workspace}` : `with the id ${workspace}`}`;

/** The words of the mail that brings the codes which tie workspaces to a school: one most times, several where many ask. */
export function workspaceCodesWords({ centreName }: MailFacts, codes: CodeFacts[]): MailWords {
  const platforms = [...new Set(codes.map((c) => platformNames[c.platform]))];
  const [one] = platforms.length === 1 && codes.length === 1 ? platforms : [];
  return {
    subject: one ? `A code to connect ${one} to ${centreName}` : `Codes to connect workspaces to ${centreName}`,
    heading: `Connect ${one ?? 'a workspace'} to ${centreName}`,
    before: [
      one
        ? `Someone asks to connect a workspace to ${centreName}.`
        : `Some people ask to connect workspaces to ${centreName}. Each has a code of its own; at most one or two will be your school’s.`,
    ],
    codes: codes.map((c) => ({
      about: `${c.askedBy ? `Someone called “${c.askedBy}”` : 'Someone'} in ${theWorkspace(c)}. The code, good until ${c.goodUntil}, is:`,
      code: c.code,
    })),
    after: [
      'Give a code only to someone whom you know, for a workspace that is your school’s. Anyone can call themselves anything: ask them. It can be used once.',
      `Once it is entered, the accounts of ${centreName} can be managed from that workspace, by those who have the right to.`,
      'If you did not expect this, you need do nothing. Tell the code to nobody then.',
    ],
  };
}

export function workspaceTiedWords({ centreName, at, supportContact }: MailFacts, tie: TieFacts): MailWords {
  const platform = platformNames[tie.platform];
  return {
    subject: `${platform} was connected to ${centreName}`,
    heading: `${platform} was connected to ${centreName}`,
    before: [
      `On ${at} ${theWorkspace(tie)}, was connected to ${centreName}, ${by(tie)}.`,
      `The accounts of ${centreName} can now be managed from there, by those who have the right to.`,
    ],
    after: [
      `If you did not expect this, type ${here.command('settings')} and press “Untie” beside it, and tell your school: ${supportContact}`,
    ],
  };
}

export function workspaceUntiedWords({ centreName, at, supportContact }: MailFacts, tie: TieFacts): MailWords {
  const platform = platformNames[tie.platform];
  return {
    subject: `${platform} is no longer connected to ${centreName}`,
    heading: `${platform} is no longer connected to ${centreName}`,
    before: [
      `On ${at} ${theWorkspace(tie)}, was untied from ${centreName}, ${by({ ...tie, bySettings: false })}.`,
      'Nobody can use Staffroom from there any more.',
    ],
    after: [`If you did not expect this, ask your school: ${supportContact}`],
  };
}

function by({ by: who, bySettings }: TieFacts): string {
  if (bySettings) return 'by the settings of the program';
  if (who && 'user' in who) return `by ${who.user}`;
  return who
    ? `by someone called “${who.stranger}”, who has no account at this school`
    : 'by someone without an account at this school';
}

export const mailFrame = {
  greeting: (firstName: string) => `Hello ${firstName},`,
  bareLink: 'If the button does not work, open this address:',
  forgotten: 'Choose another password',
  help: (supportContact: string) => `Help: ${supportContact}`,
  answers: (replyTo: string | null) =>
    replyTo ? `Answers to this mail go to ${replyTo}.` : 'Answers to this mail are not read.',
};

/** The page with the mails that were caught instead of sent. */
export const mailbox = {
  title: 'Mailbox',
  about: 'Without SMTP_URL no mail leaves this machine. These are the ones that would have.',
  empty: 'There are no mails yet.',
  from: 'From',
  to: 'To',
  replyTo: 'Answers go to',
  noSubject: 'No subject',
  asText: 'As plain text',
  all: 'All mails',
};
