/**
 * What Teams takes. JSON is counted in UTF-16 units, of which each is two bytes.
 */
export const limits = {
  message: {
    /**
     * 40 KB, which is some 20 KB as sent: below the 100 KB in UTF-16 that Microsoft documents and the 28 KB that it did
     * before; less what the activity around the card takes: ids of the conversation and the people, and the summary.
     */
    room: (40 * 1024) / 2 - 1_400,
  },
  dialog: {
    /** Not documented: what is sure to fit a message (80 KB), with some left for what Teams adds. */
    room: (80 * 1024) / 2 - 2_000,
  },
  /** In `refresh.userIds`. */
  live: 60,
  summary: 200,
  /** Of a dialog: what its title bar shows on a small screen, and then some. */
  title: 60,
  /** Ours: more than five messages in a row is no answer, but a flood. */
  messages: 5,
  /** Ours: what is said to one person in passing. */
  short: 400,
} as const;
