import type { Block, StateValues } from './block-kit.ts';

export type * from './block-kit.ts';

export type Json = Record<string, unknown>;

export interface Message {
  channel: string;
  ts: string;
  text: string;
  blocks: Block[];
  /** Who wrote it; the bot's own user for the app's. */
  user: string;
  botId?: string;
  /** The one person who sees it. */
  ephemeralTo?: string;
  threadTs?: string;
  /** What the app hung on it, as it came. */
  metadata?: { event_type: string; event_payload: Json };
  edited?: boolean;
  files: string[];
}

/** A message as one person sees it. */
export interface MessageView {
  kind: 'message';
  channel: string;
  ts: string;
  text: string;
  blocks: Block[];
  user: string;
  /** The message that its thread begins with. */
  thread?: string;
  ephemeral: boolean;
  edited: boolean;
  files: FakeFileSeen[];
}

/** A modal or a home tab as one person sees it. */
export interface ShownView {
  kind: 'view';
  id: string;
  type: 'modal' | 'home';
  title: string;
  submit?: string;
  callbackId: string;
  privateMetadata: string;
  blocks: Block[];
  values: StateValues;
  /** How many views lie below it. */
  depth: number;
}

/** A file to put into a `file_input`. */
export interface FakeFile {
  name: string;
  content: string | Buffer;
  type?: string;
}

export interface FakeFileSeen {
  id: string;
  name: string;
  title: string;
  size: number;
  content: string;
}

export type Kind = 'command' | 'interactive' | 'suggestion' | 'event';

/** A payload that went to the app, and what came of it. */
export interface Delivery {
  /** False where the person's own Slack would not send it; `problem` tells why. */
  sent: boolean;
  kind: Kind;
  payload: Json;
  /** HTTP status; in Socket Mode 200 for an ack; 0 when none came. */
  status: number;
  /** The ack's body, parsed where it is JSON. */
  body: unknown;
  /** Until the ack. */
  ms: number;
  /** What went wrong for the person, in Slack's own word: operation_timeout, http_service_error, … */
  problem?: string;
}

export interface Enterprise {
  id: string;
  name: string;
}

export interface Team {
  id: string;
  name: string;
  domain: string;
  enterprise?: Enterprise;
  bot: { userId: string; botId: string; token: string };
}

export interface FakePerson {
  id: string;
  /** Full name. */
  name: string;
  /** What `@` is typed before. */
  handle: string;
  email: string;
  teamId: string;
  guest: boolean;
  ultraGuest: boolean;
  bot: boolean;
  deleted: boolean;
  /** Of another organisation. */
  stranger: boolean;
  emailConfirmed: boolean;
  /** In an enterprise: all of the person's teams. */
  teams: string[];
  /** The enterprise keeps them: it is named where there would be their team. */
  ofEnterprise: boolean;
}

export interface FakeChannel {
  id: string;
  name: string;
  teamId: string;
  private: boolean;
  /** With another organisation. */
  shared: boolean;
  archived: boolean;
  members: string[];
  botIn: boolean;
  /** Of a direct conversation: the person it is with. */
  with?: string;
}

export interface Token {
  token: string;
  kind: 'bot' | 'app';
  teamId?: string;
  enterpriseId?: string;
  scopes: string[];
  /** Why it is good for nothing any more. */
  dead?: DeadToken;
}

export type DeadToken = 'account_inactive' | 'token_revoked' | 'token_expired';

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  type: string;
  content: Buffer;
  user: string;
  teamId: string;
  /** Announced length; the upload must be as long. */
  length: number;
  state: 'announced' | 'uploaded' | 'complete';
  channels: string[];
}

export interface Trigger {
  personId: string;
  teamId: string;
  /** In milliseconds of the fake's clock. */
  issued: number;
  used: boolean;
  /** The modal that it was issued in. */
  viewId?: string;
}

export interface ResponseUrl {
  channel: string;
  personId: string;
  teamId: string;
  /** The message with the button; none for a command. */
  messageTs?: string;
  issued: number;
  uses: number;
}

/** A call of a method or a `response_url`, or an answer that came with the ack of a command. */
export interface ApiCall {
  method: string;
  args: Json;
  at: number;
  status: number;
  error?: string;
}

export interface FakeSlackOptions {
  /** A missing or failed ack is a violation too. */
  strictAck?: boolean;
  /** Slack's budgets; on by default. */
  rateLimits?: boolean;
  /** How long Slack waits for an ack, in milliseconds; 3,000 by default. */
  ackMs?: number;
  /** How long a socket lives, in seconds, as Slack tells at its beginning. */
  socketSeconds?: number;
}
