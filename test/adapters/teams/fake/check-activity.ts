import { isObject } from '../../../../src/lib/json.ts';
import { cardType, checkCard, readAsMarkdown } from './check-card.ts';
import { badRequest, ConnectorError } from './http.ts';
import type { FakeConversation, Json } from './types.ts';
import type { World } from './world.ts';

const consentType = 'application/vnd.microsoft.teams.card.file.consent';
const infoType = 'application/vnd.microsoft.teams.card.file.info';

/** UTF-16, as Teams counts. */
const sizeOf = (value: unknown) => JSON.stringify(value).length * 2;
const budget = 40 * 1_024;
const hardLimit = 100 * 1_024;

/**
 * Notes what Teams would not take in what the bot sends.
 * @throws ConnectorError where Teams would say so itself
 */
export function checkActivity(world: World, activity: Json, conversation: FakeConversation) {
  const note = (words: string) => void world.violations.push(`message: ${words}`);
  const attachments = (Array.isArray(activity.attachments) ? activity.attachments : []) as Json[];
  const size = sizeOf(activity);
  if (size > hardLimit) {
    throw new ConnectorError(413, 'MessageSizeTooBig', `Message size too large: ${size} bytes`, { violation: true });
  }
  const words = sizeOf({ ...activity, attachments: attachments.map(withoutPicture) });
  if (words > budget) note(`${words} bytes of UTF-16; the budget is ${budget}`);
  if (activity.type !== 'message') return;
  if (activity.text && attachments.length > 0) note('text and attachments together: Teams splits them');
  if (!activity.text && attachments.length === 0) throw badRequest('Activity must include text or attachments');
  const entities = (Array.isArray(activity.entities) ? activity.entities : []) as Json[];
  if (entities.some(({ type }) => type === 'mention')) note('a mention: the bot never pings');
  for (const name of activity.textFormat === 'plain' ? [] : readAsMarkdown(world, activity.text)) {
    note(`${name} is read as Markdown`);
  }
  for (const each of attachments) checkAttachment(world, each, activity, conversation, note);
}

const withoutPicture = (attachment: Json) =>
  String(attachment.contentUrl).startsWith('data:') ? { ...attachment, contentUrl: '' } : attachment;

function checkAttachment(
  world: World,
  attachment: Json,
  activity: Json,
  { kind }: FakeConversation,
  note: (words: string) => void,
) {
  const { contentType, content, name, contentUrl } = attachment;
  if (contentType === cardType) {
    if (!activity.summary) note('a card without a summary: notifications say “sent a card”');
    return checkCard(world, content, 'message', note);
  }
  const inside = isObject(content) ? content : {};
  if (contentType === consentType) {
    if (kind !== 'personal') throw badRequest('A file can be offered in a personal chat only');
    if (!name || !Number.isInteger(inside.sizeInBytes) || !isObject(inside.acceptContext)) {
      throw badRequest('A file consent card needs name, sizeInBytes and acceptContext');
    }
    return;
  }
  if (contentType === infoType) {
    if (!contentUrl || !name || !inside.uniqueId || !inside.fileType) {
      throw badRequest('A file info card needs contentUrl, name, uniqueId and fileType');
    }
    return;
  }
  if (/^image\/(png|jpe?g|gif)$/.test(String(contentType))) {
    if (!/^(data:image\/(png|jpe?g|gif);base64,.|https:)/.test(String(contentUrl))) note('an image without an address');
    return;
  }
  throw badRequest(`Unknown attachment type ${String(contentType)}`);
}
