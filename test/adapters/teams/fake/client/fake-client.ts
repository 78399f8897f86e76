import type { Delivery, DialogView, FakeFile, MessageView, StoredFile } from '../types.ts';

export interface Typing {
  /** In channels and group chats, where Teams sends nothing on without it, unless `mentionBot` is false. */
  mentionBot?: boolean;
  /** People's ids: `@Name` in the text becomes a mention, and those not in it are added at the end. */
  mentions?: string[];
  files?: FakeFile[];
  /** Typed after a `/`, in a channel or group chat: nobody else sees it. */
  slash?: boolean;
}

/** A person's own Teams. Everything that is sent resolves when the bot has answered. */
export interface FakeClient {
  type(text: string, conversationId: string, how?: Typing): Promise<Delivery>;
  /** @returns the messages of a conversation, or of one thread where the id names it, oldest first */
  sees(conversationId: string): MessageView[];
  /** The newest of them. */
  last(conversationId: string): MessageView;
  /** Opens the conversation: cards that refresh themselves for this person do so. */
  look(conversationId: string): Promise<Delivery[]>;
  /**
   * Presses what is on the screen, in a menu or a row too.
   * @param values typed into the card's inputs before
   * @param nth which of several with the same words, from 0
   */
  press(
    where: MessageView | DialogView,
    label: string,
    options?: { values?: Record<string, string>; nth?: number },
  ): Promise<Delivery>;
  /** Sends what no button on the screen sends. `verb` for an execute. */
  pressData(
    message: { id: string; conversationId: string },
    data: unknown,
    kind: 'submit' | 'execute' | 'fetch',
    verb?: string,
  ): Promise<Delivery>;
  /** Sends a dialog's form without a dialog. */
  submitData(data: unknown, conversationId: string, commandId?: string): Promise<Delivery>;
  dialog(): DialogView | undefined;
  /** Types into the dialog; choices by value. @throws Error where Teams would not take it */
  fill(values: Record<string, string>): void;
  /** Presses the dialog's first button below the form, or the one named. */
  submit(label?: string): Promise<Delivery>;
  closeDialog(): void;
  /** Searches in a field of the dialog, or of a message's card. */
  suggest(inputId: string, words: string, where?: MessageView): Promise<{ title: string; value: string }[]>;
  /** An action of the message extension. */
  action(
    commandId: string,
    options: { context: 'compose' | 'message'; conversationId?: string; message?: MessageView },
  ): Promise<Delivery>;
  /** Answers a card that offers a file. */
  consent(message: MessageView, accept: boolean): Promise<Delivery>;
  /** What was uploaded for this person. */
  files(): StoredFile[];
  /** What Teams said to this person alone, the newest last. */
  toast: string[];
  /** The app for this person alone: tells the bot, as Teams does. */
  install(): Promise<Delivery[]>;
  /** The same activity once more, as Teams does when it heard nothing. */
  redeliver(delivery: Delivery): Promise<Delivery>;
}
