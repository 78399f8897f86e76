import type { Retry } from '../deliver.ts';
import type { Delivery, FakeFile, FakeFileSeen, Json, MessageView, ShownView } from '../types.ts';
import type { Suggested, Where } from './acts.ts';
import type { FieldValue } from './fill.ts';

/** What one person can do and see. Each act waits for the app's ack. */
export interface FakeClient {
  /** `/staff suspend @Ben` or only `suspend @Ben`, typed in that channel. */
  command(text: string, channel: string): Promise<Delivery>;
  /** Written to the bot, in the direct conversation; in a thread of it, by the message that begins it. */
  message(text: string, files?: FakeFile[], thread?: string): Promise<Delivery>;
  /** `@Staffroom whoami`, written in a channel that the bot is in, or in a thread there. */
  mention(text: string, channel: string, thread?: string): Promise<Delivery>;
  openHome(): Promise<Delivery>;
  /** A button, or a choice of a menu, by what it says; the first of several. */
  press(where: Where, label: string): Promise<Delivery>;
  /** The same by what the app calls it. */
  pressAction(where: Where, ids: { actionId?: string; value?: string }): Promise<Delivery>;
  /** An action that nothing on the screen stands for, as someone would send it who means harm. */
  forge(where: Where, action: Json): Promise<Delivery>;
  modal(): ShownView | undefined;
  /** By block id, or its part before `~`, or action id; nothing is sent. Options by value or by what they say. */
  fill(values: Record<string, FieldValue>): void;
  /** Like `fill` for one field, and sent where the field tells the app at once. */
  tick(field: string, value: FieldValue): Promise<Delivery>;
  submit(): Promise<Delivery>;
  /** @returns what was sent: a `view_closed` for each that asked for it */
  closeModal(options?: { all?: boolean }): Promise<Delivery[]>;
  /** Types into a search menu, of the modal by default. */
  suggest(field: string, words: string, where?: Where): Promise<Suggested[]>;
  shortcut(callbackId: string, message?: MessageView): Promise<Delivery>;
  home(): ShownView | undefined;
  sees(channel: string): MessageView[];
  files(channel: string): FakeFileSeen[];
  /** @throws Error where this person does not see the file */
  download(file: { id: string }): Buffer;
  /** What went wrong, as Slack's own words told this person. */
  errors(): string[];
  /** Of the last submission, by block. */
  modalErrors(): Record<string, string>;
  /** The same payload once more, as Slack does when it heard no ack. */
  redeliver(delivery: Delivery, retry?: Retry): Promise<Delivery>;
}
