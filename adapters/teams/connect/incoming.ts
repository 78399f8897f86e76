import { isObject } from '../../../src/lib/json.ts';
/** What is read of an activity. It is Teams' own by then, but people's clients have put much of it together. */
export interface Incoming {
  type: string;
  id?: string;
  name?: string;
  serviceUrl: string;
  channelId: string;
  text?: string;
  value?: unknown;
  action?: string;
  from: Account;
  /** `isTargeted`: nobody but the sender sees the message; a slash command sends such ones. */
  recipient: Account & { isTargeted?: boolean };
  conversation: { id: string; conversationType?: string; tenantId?: string; name?: string; isGroup?: boolean };
  replyToId?: string;
  entities?: Entity[];
  attachments?: Attached[];
  membersAdded?: Account[];
  membersRemoved?: Account[];
  channelData?: {
    tenant?: { id?: string };
    team?: { id?: string; name?: string };
    channel?: { id?: string; name?: string; type?: string };
    eventType?: string;
  };
}

interface Account {
  id: string;
  name?: string;
  aadObjectId?: string;
}

export interface Entity {
  type?: string;
  text?: string;
  mentioned?: Account;
}

interface Attached {
  contentType?: string;
  name?: string;
  content?: unknown;
}

const isText = (value: unknown, max = 1_000): value is string =>
  typeof value === 'string' && value !== '' && value.length <= max;

/** Whether a body has what every activity has: who, where, and an address to answer to. */
export function isActivity(body: unknown): body is Incoming {
  if (!isObject(body)) return false;
  const { type, from, recipient, conversation, serviceUrl, channelId, channelData, id } = body;
  return (
    isText(type) &&
    channelId === 'msteams' &&
    isText(serviceUrl) &&
    [from, recipient, conversation].every((each) => isObject(each) && isText(each.id)) &&
    (channelData === undefined || channelData === null || isObject(channelData)) &&
    (id === undefined || isText(id))
  );
}

/** The tenant that an activity says it comes from, in small letters: it is compared. */
export const tenantOf = ({ conversation, channelData }: Incoming): string | undefined =>
  (boundedText(conversation.tenantId) ?? boundedText(channelData?.tenant?.id))?.toLowerCase();

/** The text that it is, neither empty nor longer than an id or a name can be; else nothing. */
export const boundedText = (value: unknown): string | undefined => (isText(value) ? value : undefined);
