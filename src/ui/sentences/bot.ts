import { formatNumber, listed, megabytes } from '../formats.ts';
import { here } from '../speech.ts';

/** What the bot says of itself and of the way to talk to it. */

export const unknown = {
  title: 'I can’t help you here',
  'workspace-unbound': () => `This ${here.workspace} is not tied to a school yet. Ask whoever installed Staffroom.`,
  'not-a-member': (support: string | null) =>
    `Only full members of this ${here.workspace} can use Staffroom.${ask(support)}`,
  'no-account': (support: string | null) => `I know no account with your e-mail at this school.${ask(support)}`,
  invited: (support: string | null) =>
    `Your account is waiting for a password. Use the link in the mail we sent you, then come back.${ask(support)}`,
  suspended: (support: string | null) => `Your account is suspended.${ask(support)}`,
  taken: (support: string | null) =>
    `Someone else here uses the account with your e-mail already. If it is yours, have a mail sent to that address: the link in it makes the account yours here.${ask(support)}`,
} as const;

export const taken = {
  send: 'Send me the mail',
  sentTitle: 'Look into your mail',
  sent: (goodFor: string) =>
    `A mail is on its way to your e-mail address. Press the button in it, then come back here. The link is good for ${goodFor}.`,
};

/** Whom to ask, where the school says so. */
export const ask = (support: string | null) => (support ? ` Ask ${support}.` : '');

export const talk = {
  getFile: 'Get the file',
  unknownCommand: (word: string) => `I don’t know “${word}”`,
  didYouMean: 'Did you mean one of these?',
  youWrote: (words: string) => `You wrote “${words}”.`,
  nothingDone: 'Nothing was done yet.',
  forCoordinatorsTitle: 'Your rights do not cover this',
  forCoordinators: (support: string | null) => `A coordinator of your school can do it.${ask(support)}`,
  seeHelp: `Type ${here.command('help')} to see what you can do here.`,
  nobodyFound: (words: string) => `I found nobody for “${words}”`,
  goneAccount: 'an account that is not here any more',
  gone: 'This account is not here any more',
  goneSince: 'It may have been deleted since.',
  nearest: 'The nearest are below.',
  noneNear: 'Try a part of the name, or the whole e-mail.',
  severalFound: (words: string, n: number, max: number) =>
    n >= max ? `Many people match “${words}”` : `${n} people match “${words}”`,
  choose: 'Choose',
  whichOne: 'Choose one, or type more of the name.',
  continue: 'Continue',
  cancel: 'Cancel',
  back: 'Back',
  nothingChanged: 'Nothing was changed',
  changedSince: 'Something has changed since this was shown. This is how it stands now.',
  notUnderstood: 'I don’t understand this',
  perhapsNoReason: (words: string) =>
    `“${words}” may be more than a reason. Nothing is done yet: go on if it is one, or put it right.`,
  oneAtATime: 'This is done for one person at a time',
  whomFirst: 'Choose whom to begin with.',
  goOnWithout: 'Go on without it',
  leaveOut: 'Leave them out',
  inTheWay: 'What stands in the way',
  cantDo: 'That can’t be done',
  doneTitle: 'This was done',
  done: 'Staffroom was interrupted just then. It was done, and only once. If a file was to come with the answer, ask for it again.',
  broken: (id: string) =>
    `Something went wrong on our side, and nothing was changed. If you ask for help, give this number: ${id}.`,
  brokenTitle: 'Something went wrong',
  databaseAway: 'Staffroom can’t use its database just now, so nothing was changed. Try again in a minute.',
  tryAgain: 'Try again in a minute',
  outcomeUnknownTitle: 'It may have been done',
  outcomeUnknown: 'Staffroom lost its database at the last moment. Look whether it was done before you try again.',
  noAnswerTitle: 'No answer from the database',
  noAnswer: 'It may have been done all the same. Look at how it stands before you try again.',
  sharedChannel: `People of other organisations are in this channel, so nothing is done here. Write to Staffroom in ${here.ownChat}.`,
  fileFor: (name: string) => `What is ${name} for?`,
  fileWaits: 'Nothing was done with it yet.',
  fileAgain: (name: string) => `Choose ${name} again: a file can’t be kept.`,
  nothingGiven: 'Nothing is filled in yet.',
  sendFileTitle: 'Now send the file',
  sendFile: (line: string) => `Attach it to a message with these words: ${here.command(line)}.`,
  fileOnceMore: 'Put that right, then send the file once more, with its words.',
  openForm: 'Open the form',
  formWaits: 'A form asks for the rest.',
  named: (n: number) => `${formatNumber(n)} people are named: more than a form shows. They are kept.`,
  typedIsKept: 'What you typed is kept.',
  stillFilledIn: 'What you filled in is still here.',
  asCsv: 'Export as CSV',
  previous: 'Previous page',
  next: 'Next page',
  first: 'First page',
};

/** Who or what was mentioned, where the chat does not say what it is called. */
export const mentioned = { someone: 'someone', aChannel: 'a channel', aGroup: 'a group' };

/** Of a secret that was typed where a form should have asked for it. */
export const secretTyped = {
  title: 'A secret does not belong in a chat',
  notUsed: 'It was not used and is not kept here. If your message is still to be seen, delete it.',
  next: 'Whoever could read it may have it: have a new one made, and enter that in the form.',
  open: 'Open the form',
};

export const field = {
  choose: 'Choose one.',
  secretAgain: 'Enter this once more: what is secret is not kept while other fields are put right.',
  say: 'Say it in a few words.',
  noNumber: 'Enter a whole number.',
  tooLong: (max: number) => `This is too long. Use at most ${formatNumber(max)} characters.`,
  tooMany: (max: number) => `These are too many. Name at most ${formatNumber(max)} people at once.`,
  notOneOf: (word: string, options: string[]) => `“${word}” is not known here. Use ${listed(options, 'or')}.`,
  fileGone: 'This file can’t be read any more, since Staffroom was updated meanwhile. Send it again.',
  fileTooLarge: (bytes: number) => `This file is too large. Use one of at most ${megabytes(bytes)}.`,
  noDate: 'This is not a date. Say 2026-09-03, yesterday, or 7d for the last 7 days.',
  nobody: (words: string) => `Nobody is called “${words}”. Search by a part of the name or e-mail.`,
  several: (words: string) => `Several people match “${words}”. Choose one of them.`,
  notAlone: (words: string, more: string[]) =>
    `It is not clear whom these mean: ${listed([words, ...more].map((each) => `“${each}”`))}. Search for each by a part of the name or e-mail.`,
};
