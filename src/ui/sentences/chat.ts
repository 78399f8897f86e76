/** What chat adapters say themselves, where there is no answer of the bot to show. */

export const slack = {
  loadingTitle: 'Staffroom',
  loading: 'One moment…',
  working: 'Staffroom is working on it. The answer comes here.',
  unknownTitle: 'Slack didn’t answer',
  unknown: 'Slack could not say who you are, so nothing was done. Try again in a minute.',
  brokenTitle: 'Something went wrong',
  broken: (id: string) =>
    `Something went wrong on our side. Look whether it was done before you try again. If you ask for help, give this number: ${id}.`,
  notInstalledTitle: 'Staffroom is not installed here',
  notInstalled: 'Whoever looks after this workspace can install it again.',
  installedTitle: 'Staffroom is installed',
  installed:
    'One step is left: open Slack, type /staff in any conversation, and connect this workspace to your school.',
  notInstalledYetTitle: 'Staffroom was not installed',
  notInstalledYet: 'Slack did not confirm the install, or it took too long. Open the install page again.',
  fileSent: (name: string) => `${name} is in your messages with Staffroom. Only you can open it.`,
  fileNotSent: (name: string) => `${name} could not be sent. Try again in a minute.`,
  fileNotRead: (name: string) => `${name} could not be fetched from Slack. Attach it again.`,
  fileTooLarge: (name: string) => `${name} is too large. Attach one of at most 8 MB.`,
  pictureName: 'chart.png',
  wholeName: 'the-whole-answer.txt',
};

/** What stands on Slack’s own surfaces beside what the bot says. */
export const surface = {
  close: 'Close',
  yes: 'Yes',
  nothing: '–',
  continued: (title: string) => `${title} (continued)`,
  wholeInFile: 'This is not all. The whole is in a file of its own.',
  noRoom: 'This is not all: there is no room here for more.',
  rowsLeftOut: (n: number) => (n === 1 ? 'One more has no room here.' : `${n} more have no room here.`),
} as const;
