import { oneLine } from '../lib/text.ts';
import { mentioned as say } from './sentences/bot.ts';

/**
 * A person or a channel in typed words: `<@U1|Ben Okafor>`, `<#C1|general>`, by the platform's id, with what they are called
 * there. An adapter writes people so; where whom they mean is not asked, they are read by their name.
 */

/** Someone in typed words. @param name what they are called; without, they are someone */
export const mention = (id: string, name = ''): string => `<@${id}|${oneLine(name.replace(/[<>|]/g, ''))}>`;

/** The text with names in place of what a chat writes for people and channels. */
export const withNames = (text: string): string =>
  text.replace(/<([@#])[^<>|\s]{1,300}\|([^<>|]*)>/g, (_, sign, name) => {
    if (sign === '@') return name.trim() || say.someone;
    return name.trim() ? `#${name.trim()}` : say.aChannel;
  });
