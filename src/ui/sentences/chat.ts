import { maxFileBytes } from '../../words/files.ts';
import { listed, megabytes } from '../formats.ts';
import { here, type Speech } from '../speech.ts';
import { ask } from './bot.ts';

/** What chat adapters say themselves, where there is no answer of the bot to show. */

export const everywhere = {
  shutOutTitle: 'Staffroom can’t work here',
  brokenTitle: 'Something went wrong',
  broken: (id: string) =>
    `Something went wrong on our side. Look whether it was done before you try again. If you ask for help, give this number: ${id}.`,
  formWaitsTitle: 'This takes a while',
  formWaits:
    'What you filled in is kept. Staffroom goes on with it within a few minutes, and the answer comes here: you need not fill it in again.',
  formSlow:
    'Staffroom is slow just now. What you filled in is still here, and the answer comes as a message. If none comes, send it again: it is done only once.',
  formBroken: (id: string) =>
    `Something went wrong on our side. What you filled in is still here: it is done only once, however often you send it. If you ask for help, give this number: ${id}.`,
  notShownTitle: 'The answer can’t be shown here',
  notShown: (id: string) =>
    `What you asked for was taken, and this changes nothing of it. Ask again to see how things stand. If you ask for help, give this number: ${id}.`,
  notYoursTitle: 'An answer is not shown to you any more',
  suspendedSince: (support: string | null) =>
    `Your account was suspended before the answer to what you asked could be shown.${ask(support)}`,
  demotedSince:
    'What you may see and do here changed before the answer to what you asked could be shown. Ask again to see how things stand.',
  mayHaveCome: 'This may have come before: it could not be seen whether it arrived.',
  fileLater: (name: string) => `${name} comes in your own chat with Staffroom as soon as it can be sent.`,
  fileNotSent: (name: string) => `${name} could not be sent. Try again in a minute.`,
  fileNotTaken: 'The file can’t be read',
  namelessChannel: 'the chosen channel',
  oneFile: 'Send one file at a time.',
  fileTooLarge: (name: string) => `${name} is too large. Attach one of at most ${megabytes(maxFileBytes)}.`,
  pictureName: 'chart.png',
  wholeName: 'the-whole-answer.txt',
};

export const slack = {
  ...everywhere,
  loadingTitle: 'Staffroom',
  loading: 'One moment…',
  working: 'Staffroom is working on it. The answer comes here.',
  notYetTitle: 'This takes a while',
  notYet:
    'Staffroom can’t use its database just now. Your message is brought to it again within a few minutes, and answered then: you need not send it again.',
  unknownTitle: 'Slack didn’t answer',
  unknown: 'Slack could not say who you are, so nothing was done. Try again in a minute.',
  notInstalledTitle: 'Staffroom is not installed here',
  notInstalled: (support: string | null) =>
    `Nothing was done. Whoever looks after this workspace can install Staffroom again.${ask(support)}`,
  shutOut: (support: string | null) =>
    `Slack takes nothing from Staffroom in this workspace, so nothing was done. Trying again does not help: whoever looks after this workspace has to install Staffroom again.${ask(support)}`,
  installedTitle: 'Staffroom is installed',
  installed:
    'One step is left: open Slack, type “/staff help” in any conversation, and connect this workspace to your school.',
  notInstalledYetTitle: 'Staffroom was not installed',
  notInstalledYet: 'Slack did not confirm the install, or it took too long. Open the install page again.',
  tooFewScopes: (missing: string[]) =>
    `Slack gave Staffroom too few rights. Add ${missing.join(', ')} to the bot token’s scopes on the app’s OAuth & Permissions page, then open the install page again.`,
  rotates:
    'Token rotation is on in this Slack app, and Staffroom works with tokens that do not end. Make the app anew from Staffroom’s manifest, where it is off, put its keys into the settings, then open the install page again.',
  fileSent: (name: string) => `${name} is in your messages with Staffroom. Only you can open it.`,
  fileNotRead: (name: string) => `${name} could not be fetched from Slack. Attach it again.`,
  /** For whoever runs the program: what to do where Slack takes nothing. @param install where workspaces install it themselves */
  remedy(problem: string, install: string | undefined): string {
    const again = install
      ? `Open ${install} in that workspace, and install it again.`
      : 'Copy the Bot User OAuth Token again from the app’s OAuth & Permissions page into SLACK_BOT_TOKEN, and start again.';
    if (problem === 'not_installed') return `Staffroom is not installed there any more. ${again}`;
    if (problem === 'missing_scope')
      return `Add the scopes that are missing on the app’s OAuth & Permissions page, and install the app again. ${again}`;
    if (problem === 'team_access_not_granted')
      return 'An administrator of the Slack organisation has to add Staffroom to that workspace.';
    if (problem === 'token_expired') return slack.rotates;
    if (problem === 'ekm_access_denied' || problem === 'enterprise_is_restricted')
      return 'An administrator of the Slack organisation has closed it to apps.';
    if (problem === 'org_login_required' || problem === 'two_factor_setup_required')
      return 'Whoever installed Staffroom there has to sign in to Slack again.';
    return again;
  },
  /** For whoever starts the program. */
  tokenOfOrganisation:
    'SLACK_BOT_TOKEN: this token is for a whole Slack organisation, and the setting is for one workspace. Take it out, set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, and install Staffroom from its install page.',
  tokenNotChecked: (setting: string) =>
    `${setting}: Slack can’t be reached to check it. Look at this machine’s network, then start again.`,
  tokenRefused: {
    SLACK_BOT_TOKEN: (problem: string) =>
      `SLACK_BOT_TOKEN: Slack refuses it (${problem}). Copy the Bot User OAuth Token again from the app’s OAuth & Permissions page.`,
    SLACK_APP_TOKEN: (problem: string) =>
      `SLACK_APP_TOKEN: Slack refuses it (${problem}). Copy an App-Level Token with the scope connections:write again from the app’s Basic Information page.`,
  },
};

const inSlack = {
  typedInChannel: (line: string) => `/staff ${line}`,
  workspace: 'workspace',
  ownChat: 'your messages with Staffroom',
  invite: 'type “/invite @Staffroom” in it',
};

const inTeams = {
  typedInChannel: (line: string) => `@Staffroom ${line}`,
  workspace: 'organisation',
  ownChat: 'your own chat with Staffroom',
  invite: 'add Staffroom to its team',
};

/** What is said in Teams, where nothing in a channel is for one person’s eyes. */
export const teams = {
  ...everywhere,
  working: 'Staffroom is working on it.',
  workingOwn: 'Staffroom is working on it. The answer comes in your own chat with Staffroom.',
  taken: 'Staffroom has this already.',
  personChosen: 'The person you chose',
  stillHere: 'What you filled in is still here',
  sendAgain: 'Try again',
  unknownTitle: 'Teams didn’t answer',
  unknown: 'Teams could not say who you are, so nothing was done. Try again in a minute.',
  shutOut: (support: string | null) =>
    `Teams takes nothing from Staffroom, so nothing was done. Trying again does not help before whoever runs Staffroom has mended it.${ask(support)}`,
  /** For whoever runs the program: what to do where Teams takes nothing. */
  remedy(problem: string): string {
    if (problem === 'invalid_client')
      return 'TEAMS_APP_PASSWORD is wrong, or has ended: make a new client secret for the app in Microsoft Entra, put its value there, and start again.';
    if (problem === 'unauthorized_client' || problem === 'invalid_request')
      return 'Microsoft knows no such app there: look at TEAMS_APP_ID and TEAMS_TENANT_ID, and start again.';
    if (problem === 'BotDisabledByAdmin')
      return 'An administrator of Teams has closed it to this app, and can open it again.';
    return 'Look at the app’s Azure bot: its id, its client secret, and that the channel Teams is on.';
  },
  unknownHere:
    'Staffroom can’t see who you are from here. Add Staffroom as your own app in Teams, then ask in your own chat with it.',
  inOwnChat: 'The answer is in your own chat with Staffroom.',
  inOwnChatLater: 'The answer comes in your own chat with Staffroom, as soon as Teams takes it.',
  noOwnChat: 'Staffroom answers in your own chat with it. Add Staffroom as your own app in Teams, then ask again.',
  notForOthers: 'Staffroom answers people of this organisation alone.',
  decide: 'Decide',
  attach: (verb: string) =>
    `A file can’t be sent with this form. Close it, then send the word “${verb}” in your own chat with Staffroom, with the file attached.`,
  channelHere: `The approvals channel is chosen in the channel itself: type ${here.inChannel('settings channel:here')} there.`,
  hello: `Staffroom is here. Mention it with a command, such as ${here.command('help')}. Answers about people come in ${here.ownChat}.`,
  groupChat: 'this group chat',
  general: 'General',
  fileOffered: (name: string) => `${name} can be saved to your own files. Only you can open it there.`,
  fileOwnChat: (name: string) => `${name} is in your own chat with Staffroom. Only you can open it.`,
  fileSaved: (name: string) => `${name} is in your own files.`,
  fileDeclined: (name: string) => `${name} was not saved. Ask again if you want it.`,
  fileAway:
    'This file can’t be had now. Try again in a minute. A file is kept for a day: after that, ask for it again.',
  fileNotRead: (name: string) => `${name} could not be fetched from Teams. Attach it again.`,
  fileNotHere:
    'A file that is sent in a channel or a group chat does not reach Staffroom. Send it in your own chat with Staffroom, with the same words.',
};

/** How each place says what differs from one to the other. */
export const speech = {
  slack: { ...inSlack, typed: (line) => `/staff ${line}` },
  /** Slack takes no slash commands there. */
  slackThread: { ...inSlack, typed: (line) => `@Staffroom ${line}` },
  /** In a person's own chat with the bot, where all is said to it. */
  teams: { ...inTeams, typed: (line) => line },
  teamsChannel: { ...inTeams, typed: (line) => `@Staffroom ${line}` },
  /** Over whichever of the two: nothing can be typed in it. */
  teamsDialog: { ...inTeams, typed: (line) => line, elsewhere: `in ${inTeams.ownChat}` },
  playground: {
    typed: (line) => `/staff ${line}`,
    typedInChannel: (line) => `/staff ${line}`,
    workspace: 'workspace',
    ownChat: 'your own chat with Staffroom',
    invite: 'let it in',
  },
  /** In no chat: mails, pages, the log. Every chat takes bare words where only the person and Staffroom are. */
  outside: {
    typed: (line) => line,
    typedInChannel: (line) => `@Staffroom ${line}`,
    elsewhere: 'in your own chat with Staffroom',
    workspace: 'workspace',
    ownChat: 'your own chat with Staffroom',
    invite: 'add Staffroom to it',
  },
} satisfies Record<string, Speech>;

/** What stands on platforms’ own surfaces beside what the bot says. */
export const surface = {
  close: 'Close',
  yes: 'Yes',
  nothing: '–',
  continued: (title: string) => `${title} (continued)`,
  wholeInFile: 'This is not all. The whole is in a file of its own.',
  noRoom: 'This is not all: there is no room here for more.',
  /** What leads to the fields that few fill in. */
  unfold: (labels: string[]) =>
    `More: ${listed(labels.map((label, at) => (at === 0 ? label : label.charAt(0).toLowerCase() + label.slice(1))))}`,
  removeRow: 'Remove',
  removeThisRow: (row: string) => `Remove ${row}`,
  rowsLeftOut: (n: number) => (n === 1 ? 'One more has no room here.' : `${n} more have no room here.`),
} as const;
