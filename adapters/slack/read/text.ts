import { mention } from '../../../src/ui/mention.ts';
import { mentioned } from '../../../src/ui/sentences/bot.ts';
import type { EventPayload, MessageEvent } from './payload.ts';

/** Slack writes a mention as `<@U123>` or `<@U123|ben>`. */
const mentions = /<@([UW][A-Z0-9]{2,30})(?:\|[^<>]*)?>/g;

const leading = /^<@[^<>]*>/;
/** What people set behind the name of whom they speak to. */
const afterName = /^\s*[,:]/;

/** The ids of the people whom a text mentions. */
export const mentionedIn = (text: string): string[] => [...text.matchAll(mentions)].map(([, id = '']) => id);

/** What Slack writes for a link, for all in a channel, for a group of people, for a moment, as people read it. */
function readable(inside: string): string | undefined {
  const [target = '', label] = inside.split('|');
  if (/^(?:https?:\/\/|mailto:|tel:)/i.test(target)) return label || target.replace(/^(?:mailto|tel):/i, '');
  if (/^!subteam\^/.test(target)) return label || mentioned.aGroup;
  if (/^!date\^/.test(target)) return label;
  return /^![a-z]+$/.test(target) ? `@${label || target.slice(1)}` : undefined;
}

/**
 * What was typed: Slack sends three signs as entities, and what is more than words in angle brackets. People and channels
 * stay so, for they may be asked for by their ids.
 *
 * @param nameOf what someone is called; without, what Slack says
 */
export function plainWords(text: string, nameOf: (id: string) => string | undefined = () => undefined): string {
  return text
    .replace(/<([^<>@#][^<>]*)>/g, (all, inside) => readable(inside) ?? all)
    .replace(/<@([UW][A-Z0-9]{2,30})(?:\|([^<>]*))?>/g, (_, id, label) => mention(id, nameOf(id) ?? label))
    .replace(/<#([CG][A-Z0-9]{2,30})>/g, '<#$1|>')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/**
 * What someone wrote to the bot, without the mentions of the bot itself. Slack names one install that a mention is told to, which
 * need not be the one that is mentioned: so whom such words begin with is the bot.
 */
export function wordsIn({ event, authorizations = [] }: EventPayload<MessageEvent>): string {
  const bots = authorizations.filter(({ is_bot }) => is_bot).map(({ user_id }) => user_id);
  const text = String(event.text ?? '').trim();
  const words = text.replace(mentions, (all, id) => (bots.includes(id) ? '' : all));
  const isLed = words === text && event.type === 'app_mention';
  return (isLed ? text.replace(leading, '') : words).replace(afterName, '').trim();
}
