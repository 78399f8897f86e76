import { count } from '../formats.ts';

/** What the pages say of the second factor. */
export const secondFactorWords = {
  code: 'Code',
  codeHint: 'The six digits that your app shows now.',
  go: 'Sign in',

  ask: {
    title: 'Type the code of your app',
    lead: 'Your password is right. Now open the app on your telephone that shows codes for this account.',
    lost: 'I don’t have my telephone',
    recovery: 'Recovery code',
    recoveryHint: 'One of the ten that you were given, with or without dashes. Each is good once.',
    useRecovery: 'Sign in with a recovery code',
    none: 'If you have no recovery code either, ask a coordinator of your school:',
  },

  setUp: {
    title: 'Set up a second factor',
    must: 'Your school asks you for a second factor: beside the password, a code that an app on your telephone shows.',
    want: 'Beside the password you will be asked for a code that an app on your telephone shows.',
    install:
      'Install an app that shows codes, if you have none: Google Authenticator, Microsoft Authenticator, or your password manager.',
    scan: 'In the app, add an account and scan this picture. On the telephone itself, press',
    here: 'open the app.',
    type: 'Type the code that the app shows then.',
    picture: 'Picture to scan with the app. The same as text stands below.',
    secret: 'Or type this key into the app',
    account: 'For the account',
    save: 'Set up',
  },

  own: {
    title: 'Second factor',
    has: (left: number) =>
      `You sign in with a code of your app beside the password. ${count(left, 'recovery code')} ${left === 1 ? 'is' : 'are'} left.`,
    none: 'The password alone opens your account. With a second factor nobody gets in who only knows that.',
    setUp: 'Set up a second factor',
    replace: 'Use another app',
    renew: 'New recovery codes',
    remove: 'Turn it off',
    again: 'You are signed out everywhere. Sign in again with your new code.',
    already: 'Your second factor is set up already',
    alreadyNext:
      'It was set up in another window a moment ago, and the codes on paper shown there are good. Remove from your app what you added just now, and sign in with the other code.',
    removed: 'Your second factor is off',
    removedNext: 'You are signed out everywhere. Sign in again with the password.',
  },

  recovery: {
    title: 'Keep these recovery codes',
    lead: 'Each signs you in once, when you don’t have your telephone. They are shown this one time.',
    keep: 'Print this page or write them down, and keep them where nobody else finds them.',
    kept: 'I have kept them',
  },
} as const;
