/** What the pages of the sign-in say. */
export const signInWords = {
  product: 'Staffroom',
  title: 'Sign in',
  lead: (site: string) => `This opens ${site}, and all your other sites.`,
  leadAccount: 'This shows where you are signed in, and what opens your account.',
  email: 'E-mail',
  password: 'Password',
  passwordMissing: 'Enter your password.',
  submit: 'Sign in',
  forgotten: 'Forgotten your password?',
  account: 'My sign-ins, password and second factor',
  /** For who has none to have forgotten. */
  first: 'If you have not signed in before, use the link in the mail that invited you.',

  browser: (browser: string | undefined, system: string | undefined) =>
    system ? `${browser ?? 'A browser'} on ${system}` : (browser ?? 'An unknown browser'),

  suspended: {
    title: 'Your account is suspended',
    lead: 'You can’t sign in to any site until it is opened again. Nothing of yours is lost.',
    ask: 'If you think this is a mistake, ask:',
  },
  noAccess: {
    title: (site: string) => `You can’t open ${site} yet`,
    lead: (firstName: string) =>
      `${firstName}, your account is fine, but it has no access to this site. Your other sites work as before.`,
    reason: 'What do you need it for?',
    reasonHint: 'A coordinator of your school reads this and decides.',
    submit: 'Ask for access',
    reasonMissing: 'Say what you need it for, in a few words.',
    ask: 'Or ask:',
  },
  asked: {
    title: 'You asked for access',
    lead: (site: string) => `A coordinator of your school decides whether you can open ${site}. You are told then.`,
    again: 'You asked for this already. It still waits for a decision, and you are told then.',
    close: 'You can close this page.',
  },
  hasAccess: {
    title: 'You have access now',
    lead: (site: string) => `${site} is open to you. Open it again.`,
    open: (site: string) => `Open ${site}`,
  },
  elsewhere: {
    title: 'This account does not open this site',
    lead: 'Sign in with another account, or ask:',
  },
  other: (name: string) => `You are signed in as ${name}.`,
  someoneElse: 'Sign in as someone else',

  signOut: {
    title: 'Sign out',
    lead: (name: string | undefined) =>
      name ? `${name}, do you want to sign out of all your sites?` : 'Do you want to sign out of all your sites?',
    all: 'Sign out of all sites',
    one: (site: string) => `Only of ${site}`,
    doneTitle: 'You are signed out',
    done: 'You are signed out of all your sites in this browser.',
    doneOne: (site: string) => `You are signed out of ${site}. Your other sites are still open in this browser.`,
    doneClose: 'On a computer that others use too, close the browser.',
  },

  goOn: {
    title: 'One moment',
    lead: 'This goes on by itself. If nothing happens in a few seconds, press the button.',
    go: 'Go on',
  },
  tooOld: {
    title: 'Start again from the site',
    lead: 'This page is too old, or was used already. Open the site that you came from again.',
  },
  tooOldAccount: {
    title: 'Start again from your account',
    lead: 'This page is too old, or was used already.',
    open: 'Open my account',
  },
  ended: {
    title: 'You have been signed out',
    lead: 'Your sign-in has ended in the meantime. Open the site again to sign in.',
  },
  wrongRequest: {
    title: 'The site asked for something wrong',
    lead: 'This is not your doing. Tell whoever looks after the site that the sign-in refused it, for this reason:',
  },
} as const;
