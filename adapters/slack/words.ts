/** The few words that are about Slack's own surfaces. */
export const words = {
  close: 'Close',
  yes: 'Yes',
  nothing: '–',
  continued: (title: string) => `${title} (continued)`,
  wholeInFile: 'This is not all. The whole is in a file of its own.',
  noRoom: 'This is not all: there is no room here for more.',
  rowsLeftOut: (n: number) => (n === 1 ? 'One more has no room here.' : `${n} more have no room here.`),
} as const;
