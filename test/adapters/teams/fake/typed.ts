import { activityFrom, channelDataOf } from './activity.ts';
import type { Typing } from './client/fake-client.ts';
import { attach } from './files.ts';
import type { Activity, Json } from './types.ts';
import { conversationOf, partsOf, personOf, type World } from './world.ts';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Mention extends Json {
  type: 'mention';
  text: string;
  mentioned: { id: string; name: string };
}

function mentionOf(id: string, name: string): Mention {
  return { type: 'mention', text: `<at>${escaped(name)}</at>`, mentioned: { id, name } };
}

/**
 * Words as Teams sends them on. A mention names the person by Teams' own id, never by e-mail or Entra id.
 */
export function typedActivity(
  world: World,
  personId: string,
  conversationId: string,
  typed: string,
  how: Typing,
): Activity {
  const conversation = conversationOf(world, conversationId);
  const group = conversation.kind !== 'personal';
  const bot = mentionOf(world.botId, world.botName);
  const people = (how.mentions ?? [])
    .map((id) => personOf(world, id))
    .map(({ userId, name }) => mentionOf(userId, name));
  let text = escaped(typed);
  for (const mention of people) {
    const at = `@${escaped(mention.mentioned.name)}`;
    text = text.includes(at) ? text.replace(at, mention.text) : `${text} ${mention.text}`;
  }
  const named = text.includes(`@${world.botName}`);
  if (named) text = text.replace(`@${world.botName}`, bot.text);
  const mentionBot = named || (how.mentionBot ?? (group && !how.slash));
  if (mentionBot && !named) text = `${bot.text} ${text}`;
  const mentions = [...(mentionBot ? [bot] : []), ...people];
  const files = how.files ?? [];
  const id = world.messageId();
  const begins = conversation.kind === 'channel' && !partsOf(conversationId).thread;
  const activity = activityFrom(world, personId, begins ? `${conversationId};messageid=${id}` : conversationId, {
    id,
    textFormat: 'plain',
    // The composer of a channel leaves a line end behind.
    text: group ? `${text}\n` : text,
    channelData: channelDataOf(world, conversation),
    ...(how.slash ? { recipient: { id: world.botId, name: world.botName, isTargeted: true } } : {}),
  });
  const html = { contentType: 'text/html', content: htmlOf(text, mentions, files.length) };
  const attachments = [
    // In channels files go to SharePoint and the bot hears of their places only.
    ...(group ? [] : files.map((file) => attach(world, file))),
    ...(group || mentions.length > 0 || files.length > 0 ? [html] : []),
  ];
  return {
    ...activity,
    entities: [...mentions, ...(activity.entities as Json[])],
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}

function htmlOf(text: string, mentions: Mention[], files: number): string {
  const marked = mentions.reduce(
    (html, { text: at, mentioned }, index) =>
      html.replace(
        at,
        `<span itemscope itemtype="http://schema.skype.com/Mention" itemid="${index}">${escaped(mentioned.name)}</span>`,
      ),
    text,
  );
  return `<p>${marked}</p>${'<attachment id="file"></attachment>'.repeat(files)}`;
}
