/**
 * What Slack takes, in UTF-16 units where it is a text: its documentation, `@slack/types`, and its Java SDK's tables.
 * Texts are measured after escaping, whether or not Slack does, to be on the safe side.
 */
export const limits = {
  message: {
    blocks: 50,
    /** `chat.update` takes 4,000 of `text`; a notification shows far less. */
    text: 3_000,
    /** Messages of about 13,200 in all have been refused (`msg_blocks_too_long`), of which some goes for each block. */
    room: 12_000,
    eachBlock: 125,
  },
  view: {
    blocks: 100,
    title: 24,
    metadata: 3_000,
    /** 250 KB, and some left for what Slack adds. */
    bytes: 230_000,
  },
  section: { text: 3_000, field: 2_000, fields: 10 },
  header: 150,
  /** Slack's limit is that of any text object; a state or a note this long is parted. */
  context: 2_000,
  actions: 25,
  button: { text: 75, value: 2_000 },
  option: { text: 75, value: 150, description: 75 },
  overflow: 5,
  checkboxes: 10,
  select: 100,
  placeholder: 150,
  label: 2_000,
  hint: 2_000,
  input: 3_000,
  /** Characters: of all cells, as documented for the newer data table, with some left for the rest of the message. */
  table: { rows: 100, columns: 20, text: 8_000 },
  /** Ours: more than three messages in a row is no answer, but a flood. */
  messages: 3,
} as const;
