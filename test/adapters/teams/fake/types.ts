export type Json = Record<string, unknown>;

/** Any element of an Adaptive Card as it arrived; Microsoft's parser has had its say by then. */
export interface CardJson extends Json {
  type: string;
}

export interface Activity extends Json {
  type: string;
  id: string;
  conversation: { id: string; conversationType?: string; tenantId?: string; isGroup?: boolean };
  name?: string;
  value?: unknown;
}

export interface FakePerson {
  /** The Entra object id. */
  id: string;
  /** What Teams calls the person towards this bot. */
  userId: string;
  name: string;
  email: string;
  tenantId: string;
  guest: boolean;
  /** Another app's bot: no Entra object. */
  bot: boolean;
  deactivated: boolean;
  /** False: the roster doesn't know the person, whatever conversation is asked about. */
  inRoster: boolean;
  /** The app is installed for this person alone, so that there is a personal chat. */
  installed: boolean;
}

export interface FakeTeam {
  /** Also the id of its General channel. */
  id: string;
  aadGroupId: string;
  name: string;
  botIn: boolean;
}

export interface FakeConversation {
  id: string;
  kind: 'personal' | 'channel' | 'groupChat';
  tenantId: string;
  teamId?: string;
  /** Of a channel; General and group chats have none. */
  name?: string;
  shared: boolean;
  members: string[];
  botIn: boolean;
}

/** A message kept in a conversation. */
export interface Message {
  id: string;
  conversation: string;
  /** The message that the thread of a channel began with; a message of its own otherwise. */
  thread?: string;
  /** A person's id, or `bot`. */
  from: string;
  activity: Json;
  edited: boolean;
  deleted: boolean;
  /** What one person alone sees in place of the card, by person. */
  views: Map<string, CardJson>;
}

/** A message as one person sees it. */
export interface MessageView {
  kind: 'message';
  id: string;
  /** With the thread's id, as activities about this message name it. */
  conversationId: string;
  from: string;
  fromBot: boolean;
  text: string;
  summary?: string;
  card?: CardJson;
  attachments: Json[];
  edited: boolean;
  /** Whether the card is this person's own view. */
  own: boolean;
  /** Everything that the card says, top to bottom, as it is read: without characters that take no room. */
  words: string[];
  /** What its buttons say, the menu's too. */
  labels: string[];
}

/** A dialog as it stands. */
export interface DialogView {
  kind: 'dialog';
  title: string;
  card?: CardJson;
  /** Shown in place of a card. */
  message?: string;
  values: Record<string, string>;
  words: string[];
  labels: string[];
}

export interface FakeFile {
  name: string;
  content: string | Buffer;
}

export interface StoredFile {
  name: string;
  content: string;
}

/** An activity that went to the bot, and what came of it. */
export interface Delivery {
  /** False where the person's own Teams would not send it; `problem` tells why. */
  sent: boolean;
  activity: Activity;
  /** 0 when nothing came. */
  status: number;
  body: unknown;
  ms: number;
  problem?: string;
}

export interface Call {
  method: string;
  path: string;
  body: unknown;
  status: number;
  authorization?: string;
  at: number;
}

export interface TokenOverrides {
  issuer?: string;
  audience?: string;
  serviceUrl?: string;
  /** Seconds from now; negative: it is over. */
  expiresIn?: number;
  notBefore?: number;
  /** `other`: signed with a key that nobody lists, under the listed key's name; the rest: listed keys. */
  key?: 'own' | 'other' | 'unlisted' | 'webchat' | 'no-endorsements';
  algorithm?: 'RS256' | 'none' | 'HS256';
  claims?: Json;
}

export interface FakeTeamsOptions {
  /** Teams' limits of messages a second; off by default. */
  rateLimits?: boolean;
  /** How long Teams waits for an invoke; 5,000 ms by default. */
  invokeMs?: number;
  /** How long Teams waits for anything else before it sends it again; 15,000 ms by default. */
  messageMs?: number;
  /** A missing, late or failed answer is a violation too; on by default. */
  strictAnswers?: boolean;
}
