import type { World } from '../world.ts';

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function oneOfThem(names: string[]): string {
  return (
    [...new Set(names)]
      .sort((a, b) => b.length - a.length)
      .map(quoted)
      .join('|') || '(?!)'
  );
}

/**
 * Words as Slack sends them on: mentions, channels, addresses and links in angle brackets, everything else escaped.
 * @param labels a command's mentions carry the name too; a message's don't
 */
export function asSlackSends(world: World, typed: string, labels: boolean): string {
  const people = [...world.people.values()];
  const channels = [...world.channels.values()].filter((each) => !each.with);
  const mention = new RegExp(
    `(?<![\\w.])@(${oneOfThem(people.flatMap((each) => [each.handle, each.name].map(escaped)))})(?!\\w)`,
    'gi',
  );
  const channel = new RegExp(`(?<!\\w)#(${oneOfThem(channels.map((each) => escaped(each.name)))})(?!\\w)`, 'gi');
  const same = (a: string, b: string) => escaped(a).toLowerCase() === b.toLowerCase();
  return escaped(typed)
    .replace(/(?<![\w@])https?:\/\/[^\s]+/g, (url) => `<${url}>`)
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, (email) => `<mailto:${email}|${email}>`)
    .replace(mention, (all, name: string) => {
      const person = people.find((each) => same(each.handle, name) || same(each.name, name));
      return person ? `<@${person.id}${labels ? `|${person.handle}` : ''}>` : all;
    })
    .replace(channel, (all, name: string) => {
      const found = channels.find((each) => same(each.name, name));
      return found ? `<#${found.id}|${labels ? found.name : ''}>` : all;
    });
}
