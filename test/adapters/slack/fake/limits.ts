/** Slack's numbers: its docs, `@slack/types` and the Java SDK's tables. Characters where nothing else is said. */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3_000,
  id: 255,
  viewBytes: 250_000,
  viewStack: 3,

  sectionText: 3_000,
  sectionFields: 10,
  fieldText: 2_000,
  header: 150,
  label: 2_000,
  actions: 25,
  context: 10,
  buttonText: 75,
  buttonValue: 2_000,
  options: 100,
  optionText: 75,
  optionValue: 150,
  optionDescription: 75,
  overflowMin: 2,
  overflow: 5,
  boxes: 10,
  placeholder: 150,
  inputText: 3_000,
  inputFiles: 10,
  suggestions: 100,
  tableRows: 100,
  tableColumns: 20,
  tableText: 10_000,

  messageText: 40_000,
  updateText: 4_000,
  blocksText: 13_200,

  ackMs: 3_000,
  triggerMs: 3_000,
  responseUrlMs: 30 * 60_000,
  responseUrlUses: 5,
  codeMs: 10 * 60_000,
} as const;

/** Calls a minute, for one workspace. */
export const perMinute: Record<string, number> = {
  'views.open': 100,
  'views.push': 100,
  'views.update': 100,
  'views.publish': 100,
  'users.info': 100,
  'chat.postEphemeral': 100,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'conversations.members': 100,
  'conversations.open': 50,
  'conversations.info': 50,
  'chat.update': 50,
};

/** `chat.postMessage` is one a second and channel; Slack lets a short burst pass. */
export const postBurst = 4;
