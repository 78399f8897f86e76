/** Blocks and views, as loosely as the fake needs them: the app may send anything, and the validator says what is wrong. */

interface TextObject {
  type: string;
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

export interface Option {
  text: TextObject;
  value?: string;
  description?: TextObject;
}

export interface Element {
  type: string;
  action_id?: string;
  text?: TextObject;
  value?: string;
  options?: Option[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_value?: string;
  min_query_length?: number;
  min_length?: number;
  max_length?: number;
  max_files?: number;
  filetypes?: string[];
  [other: string]: unknown;
}

export interface Block {
  type: string;
  block_id?: string;
  text?: TextObject;
  fields?: TextObject[];
  elements?: Element[];
  element?: Element;
  accessory?: Element;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  [other: string]: unknown;
}

/** block_id → action_id → what the element holds. */
export type StateValues = Record<string, Record<string, Record<string, unknown>>>;

export interface View {
  id: string;
  type: 'modal' | 'home';
  team_id: string;
  app_id: string;
  bot_id: string;
  app_installed_team_id: string;
  title?: TextObject;
  submit?: TextObject | null;
  close?: TextObject | null;
  blocks: Block[];
  private_metadata: string;
  callback_id: string;
  external_id: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  hash: string;
  root_view_id: string;
  previous_view_id: string | null;
  state: { values: StateValues };
}
