import type { types } from '@slack/bolt';

/**
 * The parts of Slack's payloads that are read here, all of them optional: what a payload holds differs from kind to kind,
 * and on an Enterprise Grid some of it is null.
 */
export interface Payload {
  type?: string;
  team?: { id: string; domain?: string; enterprise_id?: string } | null;
  enterprise?: { id: string } | null;
  is_enterprise_install?: boolean;
  user?: { id: string; team_id?: string };
  channel?: { id: string };
  container?: { channel_id?: string; message_ts?: string; thread_ts?: string; is_ephemeral?: boolean };
  message?: { ts?: string; thread_ts?: string; user?: string; text?: string };
  view?: ShownView;
  trigger_id?: string;
  response_url?: string;
  callback_id?: string;
  actions?: PressedElement[];
  /** Of a search: the field, and what was typed into it. */
  action_id?: string;
  value?: string;
}

/** A button, an option of a menu, or an input that tells of each change. */
export interface PressedElement {
  type?: string;
  action_id?: string;
  block_id?: string;
  value?: string;
  selected_option?: { value?: string } | null;
  selected_options?: { value?: string }[];
}

/** *Add another* or *Remove*, in a form. */
export const isRowButton = ({ action_id: id }: PressedElement) => id === 'add-row' || id === 'remove-row';

/** A view as Slack sends it back: its blocks as they were sent, and what a person filled in. */
export interface ShownView {
  id: string;
  type: 'modal' | 'home';
  hash?: string;
  root_view_id?: string | null;
  previous_view_id?: string | null;
  callback_id?: string;
  private_metadata?: string;
  title: types.PlainTextElement;
  submit?: types.PlainTextElement | null;
  close?: types.PlainTextElement | null;
  blocks: types.KnownBlock[];
  state?: { values: Record<string, Record<string, Record<string, unknown>>> };
}

/** The slash command, as the manifest names it. */
export const slashCommand = '/staff';

/** A slash command, as Slack's form has it. */
export interface CommandPayload {
  command: string;
  team_id: string;
  team_domain?: string;
  enterprise_id?: string;
  /** `true` or `false`, in words: a form has nothing else. */
  is_enterprise_install?: string;
  user_id: string;
  channel_id: string;
  text?: string;
  trigger_id: string;
  response_url: string;
}

/** What someone, or something, wrote. */
export interface MessageEvent {
  type: string;
  user?: string;
  channel: string;
  channel_type?: string;
  subtype?: string;
  bot_id?: string;
  text?: string;
  thread_ts?: string;
  /** It was changed: what it said before was answered. */
  edited?: unknown;
  files?: unknown;
}

/** What the Events API wraps an event in. */
export interface EventPayload<E> {
  team_id?: string | null;
  enterprise_id?: string;
  context_team_id?: string | null;
  context_enterprise_id?: string | null;
  event_id: string;
  event_time?: number;
  /** One install of ours that the event is for; not in all events. */
  authorizations?: {
    enterprise_id?: string | null;
    team_id?: string | null;
    user_id?: string;
    is_bot?: boolean;
    is_enterprise_install?: boolean;
  }[];
  event: E;
}

/** Whatever came in, before it is known which of these it is. */
export type AnyPayload = Payload & Partial<CommandPayload> & Partial<EventPayload<MessageEvent>>;
