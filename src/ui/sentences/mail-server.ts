import type { Hold } from '../../words/mail-server.ts';

/** What is said of a mail server that takes no mails. */
export const mailServer = {
  waitTitle: 'Mails wait',
  why: {
    setting: 'The mail server refuses the sender of Staffroom’s mails, or its sign-in, or can’t be trusted itself.',
    quota: 'The mail server takes no more mails of Staffroom’s today.',
    pace: 'The mail server asks Staffroom to send more slowly.',
    connections: 'The mail server asks Staffroom to send more slowly.',
    away: 'The mail server can’t be reached, or has trouble of its own.',
  } satisfies Record<Hold, string>,
  wait: 'Links and invitations go out when it takes them. None is lost.',
  forWhoRunsIt: (problem: string) => `For whoever looks after Staffroom: ${problem}`,
  goTitle: 'Mails go again',
  go: 'The mail server takes mails again. Those that waited are on their way.',
  /** In an answer to what is told by mail. */
  willGo: 'The mail will go out when the mail server takes it. At the moment it takes none.',
  manyWillGo: 'The mails will go out when the mail server takes them. At the moment it takes none.',
  logHeld: {
    setting:
      'The mail server takes no mails: it refuses the sender or the sign-in, or can’t be trusted itself. They wait and are tried again. Put right MAIL_FROM, SMTP_URL, or what the server allows; a restart tries at once.',
    quota:
      'The mail server takes no more mails today. They wait and are tried again. SMTP_PER_MINUTE spreads them out.',
    pace: 'The mail server asks to be sent less. Mails wait and are tried again, more slowly. SMTP_PER_MINUTE sets a pace.',
    connections:
      'The mail server asks for fewer connections. Mails wait and are tried again, over fewer. SMTP_CONNECTIONS says how many.',
    away: 'The mail server can’t be reached, or has trouble of its own. Mails wait and are tried again. npm run doctor says what is wrong.',
  } satisfies Record<Hold, string>,
  logWell: 'The mail server takes mails again.',
};
