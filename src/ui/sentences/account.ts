import type { ChosenRule, SecondFactorRule } from '../../words/second-factor.ts';
import type { Site } from '../../words/sites.ts';
import { count, formatDate, formatNumber, people } from '../formats.ts';
import { here } from '../speech.ts';
import { sites } from './names.ts';

export const whoami = {
  school: 'School',
  rights: 'My rights',
  support: 'Who helps',
  account: 'Sign-ins and password',
  open: 'Open',
  noAddress: (n: number) =>
    `Staffroom was given no address to open ${n === 1 ? 'this' : 'these'}. A coordinator can add ${n === 1 ? 'it' : 'them'} with ${here.command('site')}.`,
  noSites: 'You have no site yet.',
  rightsOf: (role: 'coordinator' | 'admin' | 'teacher', adminOf: Site[]) => {
    const byRole = {
      coordinator: 'Everything at this school',
      admin: 'See everyone; add, edit, suspend and reset teachers',
      teacher: 'My own account',
    }[role];
    return adminOf.length > 0 && role !== 'coordinator' ? `${byRole}; who may use ${sites(adminOf)}` : byRole;
  },
};

export const home = {
  myAccount: 'My account',
  byStatus: 'By status',
  byRole: 'By role',
  nothingWaits: 'Nothing waits for you',
  school: 'How the school stands',
};

export const settings = {
  title: (centre: string) => `Settings of ${centre}`,
  changed: 'The settings are changed',
  same: 'Nothing was different',
  number: 'Centre number',
  support: 'Support contact',
  replyTo: 'Answers to mails go to',
  replyToHint: 'An e-mail of the school. Empty: answers are not read.',
  noReplyTo: 'Nobody',
  timeZone: 'Time zone',
  sites: 'Sites',
  approvals: 'Approvals channel',
  noChannel: 'None yet',
  someChannel: 'A channel whose name can’t be had now',
  notHere: 'This is not a channel',
  howChannel: `To choose the channel where requests are decided, type ${here.inChannel('settings channel:here')} in it.`,
  channel: {
    'not-in-it': (name: string) =>
      `Staffroom is not in ${name}, so it can’t post there. To bring it in, ${here.invite}, then choose the channel again.`,
    archived: (name: string) => `${name} is archived. Choose another channel, or bring it back first.`,
    'not-found': () => `Staffroom can’t see this channel. If it is private, ${here.invite}, then choose it again.`,
  },
  chosen: (name: string) => `Requests are decided in ${name}.`,
  approval: 'Resets',
  approveResets: 'Resets that teachers ask for wait for approval',
  approved: (on: boolean) => (on ? 'Wait for approval' : 'Sent at once, without approval'),
  remind: 'Announce a request again after',
  expire: 'Let a request expire after',
  hoursHint: 'In hours. What would fall on a weekend waits until Monday.',
  hours: (n: number) => (n % 24 === 0 ? count(n / 24, 'day') : count(n, 'hour')),
  waits: 'Requests',
  waitWords: (remind: string, expire: string) => `Announced again after ${remind}, expire after ${expire}`,
  secondFactor: 'Second factor',
  secondFactorHint: 'Beside the password: a code of an app. Who must have one sets it up at the next sign-in.',
  secondFactors: {
    'coordinators-and-admins': 'Coordinators and admins',
    everyone: 'Everyone',
  } satisfies Record<ChosenRule, string>,
  secondFactorWords: {
    nobody: 'Nobody has to, in this sample school',
    'coordinators-and-admins': 'Coordinators and admins sign in with one',
    everyone: 'Everyone signs in with one',
  } satisfies Record<SecondFactorRule, string>,
  standIn: 'My stand-in',
  standInHint: 'Who is told of requests while I am away.',
  until: 'My last day away',
  untilHint: 'Such as 2026-09-14.',
  standsIn: (name: string, until: string) => `${name}, until ${until}`,
  nobodyStandsIn: 'Nobody',
  endStandIn: 'End the stand-in',
  useChannel: 'Use this channel',
  askChannel: (name: string) => `Decide requests in ${name}?`,
  untie: 'Workspace to untie',
  keptInStep: 'Sites kept in step',
  workspaces: 'Workspaces tied to this school',
  change: 'Change settings',

  shared: (name: string) =>
    `${name} is shared with others outside of this ${here.workspace}: their people will see who asks for what.`,
  strangers: (name: string, n: number) =>
    n === 1
      ? `1 person in ${name} has no active account at this school, and will see who asks for what.`
      : `${n} people in ${name} have no active account at this school, and will see who asks for what.`,
  notLookedAt: (n: number) => `${people(n)} more in it were not looked at.`,
};

export const list = {
  title: (words: string | undefined) => (words ? `People matching “${words}”` : 'People'),
  /** @param max where counting stopped */
  counted: (n: number, max: number) => (n > max ? `more than ${people(max)}` : people(n)),
  filter: 'Filter',
  sorts: { name: 'Name', 'last-seen': 'Last seen', added: 'Added' },
  sort: { name: 'Sort by name', 'last-seen': 'Sort by last seen', added: 'Sort by date added' },
  sortedBy: { 'last-seen': 'last seen first', added: 'added last first' },
  siteAdmin: 'Site admin',
  neverSignedIn: 'Never signed in',
  nobody: 'Nobody matches. Try fewer words or another filter.',
  withoutFilters: 'Look for the words alone',
  exported: (n: number) => count(n, 'person is in the file', 'people are in the file'),
  exportedFirst: (n: number) =>
    `These are the first ${formatNumber(n)} by last name: a file has no more. Take the others out by status, role or site.`,
  exportNote: `The file is for you alone. That you took it is in the audit trail. Change it and send it back with ${here.command('update')}.`,
};

export const audit = {
  title: 'Audit trail',
  of: (name: string) => `Audit trail of ${name}`,
  since: (from: Date, timeZone: string) => `Since ${formatDate(from, timeZone)}.`,
  empty: 'Nothing has been written down yet for this choice.',
  system: 'Staffroom',
  /** What the program did by itself on a day. */
  housekeeping: 'Staffroom’s own housekeeping',
  setUpSites: (n: number) => `set up ${count(n, 'site')}`,
  times: (done: string, n: number) => (n > 1 ? `${done} ${formatNumber(n)} times` : done),
  /** Who acts without an account. */
  without: { directory: 'The school’s directory', owner: 'Whoever runs the server' } as Partial<Record<string, string>>,
  deleted: 'a deleted account',
  exported: (n: number) => count(n, 'event is in the file', 'events are in the file'),
  wasRefused: (actor: string, tried: string) => `${actor} was refused: ${tried}`,
  /** Each act as it is told when it was done, and when it was only tried. */
  acts: {
    'user.list': ['listed people', 'list people'],
    'user.show': ['opened the profile of', 'open the profile of'],
    'user.export': ['exported the list', 'export the list'],
    'user.add': ['added', 'add someone'],
    'user.edit': ['edited', 'edit'],
    'site.access': ['changed the site access of', 'change the site access of'],
    'user.suspend': ['suspended', 'suspend'],
    'user.reactivate': ['reactivated', 'reactivate'],
    'plan.made': ['planned to suspend', 'plan to suspend'],
    'plan.cancelled': ['cancelled the planned suspension of', 'cancel the planned suspension of'],
    'leave.planned': ['planned the leaving of', 'plan the leaving of'],
    'leave.cancelled': ['cancelled the planned leaving of', 'cancel the planned leaving of'],
    'invite.planned': ['planned to invite', 'plan to invite'],
    'invite.cancelled': ['cancelled the planned invitation of', 'cancel the planned invitation of'],
    'access-end.planned': ['planned the end of the access of', 'plan the end of the access of'],
    'access-end.cancelled': ['cancelled the end of the access of', 'cancel the end of the access of'],
    'user.delete': ['erased', 'delete'],
    'data.show': ['opened the learner groups of', 'open the learner groups of'],
    'data.import': ['imported progression data for', 'import progression data for'],
    'data.transfer': ['transferred the data of', 'transfer the data of'],
    'data.received': ['gave progression data to', 'give progression data to'],
    'data.promote': ['moved up a year the groups of', 'move up a year the groups of'],
    'promotion.undone': ['took back the move up a year of the groups of', 'take back the move up a year of'],
    'user.note': ['changed the note on', 'read or change the note on'],
    'import.undone': ['undid an import for', 'undo an import for'],
    'test.corrected': ['corrected a test of', 'correct a test of'],
    'reset.send': ['sent a reset link to', 'send a reset link to'],
    'invite.send': ['sent the invitation again to', 'send the invitation to'],
    'usage.show': ['took out who uses the sites', 'see who uses the sites'],
    'usage.remind': ['reminded of sites', 'remind of sites'],
    'usage.digest': ['changed whether the week is told', 'change whether the week is told'],
    'user.role': ['changed the role of', 'change the role of'],
    'site.admin': ['changed the site admin mark of', 'change the site admin mark of'],
    'site.sync': ['mended the accounts at a site', 'mend the accounts at a site'],
    'audit.read': ['read the audit trail', 'read the audit trail'],
    'audit.export': ['exported the audit trail', 'export the audit trail'],
    'settings.read': ['read the settings', 'read the settings'],
    'stand-in': ['named as stand-in', 'name as stand-in'],
    'settings.change': ['changed the settings', 'change the settings'],
    'reset.ask': ['asked for a reset', 'ask for a reset'],
    'access.ask': ['asked for access to a site', 'ask for access to a site'],
    'reset.decide': ['decided on the reset of', 'decide on the reset of'],
    'access.decide': ['decided on access for', 'decide on access for'],
    'request.expired': ['ended the request, which nobody decided in time, of', 'end the request of'],
    'request.withdrawn': ['withdrew a request', 'withdraw a request'],
    whoami: ['asked for their account', 'ask for their account'],
    'self.edit': ['changed their own details', 'change their own details'],
    'password.set': ['set a password', 'set a password'],
    'password.forgotten': ['asked for a link for a forgotten password', 'ask for a link'],
    'email.confirmed': ['confirmed a new e-mail', 'confirm a new e-mail'],
    'centre.make': ['made this school, with its first coordinator', 'make a school'],
    'workspace.untie': ['ended the tie of a workspace to this school', 'end the tie of a workspace'],
    'workspace.connect': ['connected a workspace to this school', 'connect a workspace'],
    'second-factor.remove': ['took away the second factor of', 'take away the second factor of'],
    'second-factor.add': ['set up a second factor', 'set up a second factor'],
    'second-factor.failed': ['refused a code of', 'refuse a code of'],
    'recovery-codes.renew': ['took new recovery codes', 'take new recovery codes'],
    'session.end': ['signed out elsewhere', 'sign out elsewhere'],
    'sign-in.done': ['signed in', 'sign in'],
    'sign-in.failed': ['refused a sign-in of', 'refuse a sign-in of'],
    'sign-in.guessed': ['slowed down a stranger who tried passwords of', 'try passwords of'],
    'tie.made': ['found in a chat, and tied to their account,', 'tie someone in a chat to'],
    'tie.asked': ['was asked in a chat, and mailed a link, for the account of', 'ask in a chat for'],
    'tie.ended': ['ended the tie in a chat of', 'end the tie in a chat of'],
    'mail.failed': ['could not deliver a mail to', 'deliver a mail to'],
  } satisfies Record<string, [done: string, tried: string]>,
};

export const help = {
  title: 'What you can do here',
  groups: {
    people: 'People',
    accounts: 'Accounts',
    requests: 'Requests',
    data: 'Learners’ data',
    school: 'The school',
  },
  /** The first few by name: who looks for another looks in. */
  some: (labels: string[]) => (labels.length > 5 ? `${labels.slice(0, 5).join(', ')}…` : labels.join(', ')),
  all: (n: number) => `Show all ${n}`,
  back: 'All groups',
  ownRequests: (n: number) => count(n, 'request of yours waits', 'requests of yours wait'),
  /** @param max where counting stopped */
  notCome: (n: number, max: number) =>
    n > max ? `more than ${people(max)} have not come` : `${people(n)} ${n === 1 ? 'has' : 'have'} not come`,
  whoNotCome: 'Who has not come',
  inviteAgain: 'Invite them again',
  hello: (first: string) => `Type a command, or press a button, ${first}. Every command asks for what you leave out.`,
  examples: 'Examples',
  notForYou: 'Your rights do not cover this command.',
  no: (verb: string) => `There is no command “${verb}”. These are the ones you can use.`,
};
