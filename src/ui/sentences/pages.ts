import type { Keep } from '../../words/keep.ts';
import { handOverTtlMs } from '../../words/links.ts';
import { lengthOfTime } from '../formats.ts';

const days = (n: number): string => lengthOfTime(n * 24 * 3_600_000);

/** What the pages say. */
export const pageWords = {
  product: 'Staffroom',
  skip: 'Skip to the content',
  help: 'Help',
  problem: 'There is a problem',
  /** Before the title of a page that shows errors, so that a screen reader says so first. */
  errorTitle: (title: string) => `Error: ${title}`,

  set: {
    title: { 'set-up': 'Choose a password', reset: 'Choose a new password' },
    lead: {
      'set-up': (firstName: string, centre: string) =>
        `Hello ${firstName}. ${centre} has made an account for you. One e-mail and one password open all your sites.`,
      reset: (firstName: string, centre: string) =>
        `Hello ${firstName}. This is for your account at ${centre}. The new password opens all your sites.`,
    },
    account: 'Your e-mail',
    password: 'New password',
    hint: (min: number) =>
      `At least ${min} characters. Three or four words that do not belong together are strong and easy to remember.`,
    again: 'The same password again',
    save: 'Save password',
    show: 'Show passwords',
    doneTitle: 'Your password is saved',
    done: (email: string) => `You can sign in to all your sites now, with ${email} and this password.`,
    strength: {
      0: 'Very weak.',
      1: 'Weak.',
      2: 'Fair. It can be used. A longer one is safer.',
      3: 'Strong.',
      4: 'Very strong.',
    },
  },

  sites: {
    title: 'Your sites',
    none: 'You have no site yet. Your coordinator can give you access.',
    noAddress: (names: string, isMore: boolean) =>
      `You ${isMore ? 'also have' : 'have'} ${names}. We were given no address for that, so open it as your school has told you.`,
  },

  forgotten: {
    title: 'Forgotten password',
    lead: 'Enter the e-mail that you sign in with. We send a link to choose a new password.',
    email: 'E-mail',
    send: 'Send link',
    doneTitle: 'Look into your mail',
    done: 'If this e-mail belongs to an account, a link is on its way to it. This can take a few minutes.',
    doneNext: 'If nothing comes, look into the junk folder, and check that the e-mail was typed correctly.',
    neither: 'If you do not know your e-mail either, ask:',
    neitherNobody: 'If you do not know your e-mail either, ask your coordinator.',
    again: 'Try another e-mail',
  },

  confirm: {
    title: 'Confirm your new e-mail',
    lead: (firstName: string, centre: string) =>
      `Hello ${firstName}. Press the button, and you sign in to all your sites of ${centre} with this address.`,
    address: 'New e-mail',
    confirm: 'Confirm e-mail',
    doneTitle: 'Your e-mail is changed',
    done: (email: string) => `Sign in to all your sites with ${email} from now on. Your password stays the same.`,
    inUseTitle: 'This e-mail can’t be used',
    inUseNext: 'Your old e-mail stays. Ask your coordinator for help.',
  },

  confirmChat: {
    title: 'Is this you?',
    lead: (firstName: string, centre: string) =>
      `Hello ${firstName}. Someone asks to use your account at ${centre} in a chat. Press the button only if it was you.`,
    who: 'Who asks',
    confirm: 'Yes, this is me',
    after: 'Whoever used your account there until now can’t any more.',
    doneTitle: 'Your account is yours there',
    done: 'Go back to the chat, and go on as you are.',
    notYou: 'If it was not you, close this page. Nothing changes.',
  },

  /** The page that hands over a secret. */
  secret: {
    title: 'A secret is handed over here',
    lead: 'It is shown once, to whoever presses the button first. Be ready to copy it to where it belongs.',
    show: 'Show it',
    shownTitle: 'Copy this now',
    shownLead: 'It is not shown again, here or anywhere.',
    site: 'Site',
    issuer: 'Issuer',
    configuration: 'Configuration',
    clientId: 'Client id',
    secret: 'Client secret',
    flow: 'Flow and scopes',
    flowIs: 'Authorization code with PKCE (S256); openid profile email school offline_access',
    redirectUri: 'Redirect URI',
    address: 'Address',
    token: 'Token',
    close: 'Then close this page.',
    goneTitle: 'This was shown already',
    gone: (at: string) =>
      `It was shown once, ${at}. If that was not you, someone else has it: make a new one at once, which voids it.`,
    expiredTitle: 'This link no longer works',
    expired: `It was good for ${lengthOfTime(handOverTtlMs)}.`,
    another: 'A new one is made in the chat, where you got this link.',
  },

  link: {
    titles: {
      'link-unknown': 'This link is not known',
      'link-expired': 'This link no longer works',
      'link-used': 'This link no longer works',
    },
    newLink: 'Ask for a new link',
    askInChat: 'Go back to the chat, and ask for another mail there.',
    askCoordinator: 'To change your e-mail, ask your coordinator to start again.',
  },

  /** For whoever runs it: of what has no sign-in. */
  open: {
    title: 'Open Staffroom',
    opening: 'One moment…',
    wrong:
      'This address does not open it. Take the newest one: the terminal prints it at the start, and on the machine it stands in the file .data/open-address.',
    noScript: 'This page needs JavaScript.',
    shutTitle: 'Not open in this browser',
    shut: 'This page is for whoever runs Staffroom.',
    shutNext:
      'Open the address that the terminal printed at the start. On the machine it also stands in the file .data/open-address.',
  },

  /** What the chats' own catalogues of apps lead to. */
  about: {
    titles: { website: 'Staffroom', privacy: 'What is kept about people', terms: 'Terms of use' },
    website: [
      {
        paragraphs: [
          'Staffroom looks after the accounts with which the staff of a school sign in to its sites.',
          'Coordinators add people, give rights, suspend accounts and send links for new passwords in the chat that they have open all day: Slack or Microsoft Teams. Teachers see their own account there, and ask for what they need.',
          'To begin, open your own chat with Staffroom, and write the word help.',
        ],
      },
    ],
    privacy: (keep: Keep) => [
      {
        heading: 'What is kept',
        paragraphs: [
          'Of staff: their name, e-mail, role, programmes and sites, when they last signed in and to which sites, what they asked for and what was decided, and who they are in the chat. Their password is kept in a form that nobody can read.',
          'Of learners: the names, groups, tests and results that their teachers hold.',
          'Of each change: who made it, to whom, when and why.',
        ],
      },
      {
        heading: 'Where it comes from',
        paragraphs: [
          'From the school: its coordinators, the files that they bring in, and its own directory where it is connected. Slack or Microsoft Teams tells who someone is who writes there.',
        ],
      },
      {
        heading: 'Who sees it',
        paragraphs: [
          'People of the same school, each as much as their role needs. The sites that someone may use are told their name, e-mail, role and programmes. Slack, Microsoft Teams and the school’s mail server carry what Staffroom says.',
          'Nobody else: there is no advertising, and nothing is passed on. Cookies are for signing in alone.',
        ],
      },
      {
        heading: 'For how long',
        paragraphs: [
          'An account is kept until the school deletes it. Then the name, the e-mail and all else that says who it was are erased.',
          `Mails, used links, and what an import wrote over are kept for ${days(keep.days)}, requests for ${days(keep.requestDays)} after they were decided, what was moved from one person to another for at least ${days(keep.transferDays)}. Half-filled forms, and files that were made for someone, are kept for a day; what is said in a chat until it is answered, and never longer than a week.`,
          'Who did what is kept for ever, so that it can be proved. It names people by a number, and holds the reasons that were written.',
        ],
      },
      {
        heading: 'What you can do',
        paragraphs: [
          'You see your own account in the chat, by the word whoami, and where you are signed in at your account. A coordinator of your school can change what is wrong, and delete your account.',
        ],
      },
    ],
    terms: [
      {
        paragraphs: [
          'Staffroom is for the staff of the school that runs it, for their work with their accounts. What you may do there is for your school to say, by your role.',
          'Use your own account alone, and tell nobody your password or your codes. If someone else may know them, choose a new password and tell a coordinator.',
          'What you change is written down, and coordinators and admins of your school can read it.',
          'Staffroom is open-source software under the MIT licence, and comes without warranty. The school that runs it looks after it, and after what is kept in it.',
        ],
      },
    ],
    askTitle: 'Questions',
    ask: (centre: string) => `Ask a coordinator of ${centre}, or:`,
    askCoordinator: 'Ask a coordinator of your school.',
    account: 'Your account',
  },

  busy: { title: 'Try again later', lead: 'Very many people are here at this moment. Try again in a few seconds.' },
  away: {
    title: 'Not available just now',
    lead: 'We can’t reach our records at the moment. Nothing was changed. Try again in a few minutes.',
  },
  outcomeUnknown: {
    title: 'It may have been done',
    lead: 'We lost our records at the last moment. Look whether it was done before you try again.',
  },
  missing: {
    title: 'Page not found',
    lead: 'There is nothing at this address. If you came from a mail, open the link in it again.',
  },
  refused: {
    title: 'This can’t be read',
    lead: { large: 'What was sent is too large.', other: 'What was sent is not what this page asks for.' },
    next: 'Go back to the page, load it again, and try once more.',
  },
  broken: {
    title: 'Something went wrong',
    lead: 'This is our mistake, not yours. Nothing was changed.',
    next: (id: string) => `If it happens again, tell your school this number: ${id}`,
  },
} as const;
