import { siteNames } from '../../ui/sentences/names.ts';
import type { Site } from '../../words/sites.ts';
import { command } from '../command.ts';
import { choice, people } from '../inputs.ts';
import { siteNamed } from '../line/site-words.ts';
import { changeRights, type Kind, rightsPlan } from '../people/rights-cards.ts';

const kinds: Record<Kind, string> = { admin: 'Admin of the school', coordinator: 'Coordinator', ...siteNames };

export default command({
  verb: 'admin',
  aliases: [
    'make',
    'promote',
    'appoint',
    'rights',
    'permissions',
    'make admin',
    'add admin',
    'give admin',
    'give admin rights',
    'admin rights',
    'admin rights for',
    ['demote', 'do:off'],
    ['remove admin', 'do:off'],
    ['remove admin rights', 'do:off'],
    ['take admin', 'do:off'],
  ],
  about: ['administrator', 'coordinator', 'rights', 'permission'],
  group: 'accounts',
  order: 10,
  label: 'Change rights',
  usage: 'admin <people> [on|off] [coordinator|site]',
  summary: 'Give or take admin rights',
  examples: ['admin ben@school.example', 'admin Ben Okafor off', 'admin ben@school.example on test-maker'],
  may: 'user.role',
  inputs: {
    people: people({ label: 'Person' }),
    do: choice({ label: 'Do', options: { on: 'Give', off: 'Take away' }, line: 'word' }),
    of: choice({
      label: 'Rights',
      hint: 'For a site: who may use it. Without a choice: admin of the school.',
      options: kinds,
      ledBy: ['of', 'for', 'from', 'at', 'as', 'on', 'a', 'the', 'site'],
      meaning: siteOfAdmin,
      only: (call): Kind[] => ['admin', 'coordinator', ...call.known.centre.sites],
      line: 'word',
    }),
  },
  title: 'Admin rights',
  prefill: () => ({ do: 'on', of: 'admin' }),
  preview: (call, { people: whom, do: give = 'on', of = 'admin' }) => rightsPlan(call, whom, { on: give === 'on', of }),
  run: (call, { people: whom, do: give = 'on', of = 'admin' }) => changeRights(call, whom, { on: give === 'on', of }),
});

/** *(Site) admin of Test Maker* and *Test Maker admin* are that of the site, and not of the school. */
function siteOfAdmin(words: string): Site | undefined {
  const [, behind, before] =
    /^(?:site )?admin(?:istrator)?(?: rights)? (?:of|for|on|at|in|from) (?:the )?(.+)$|^(.+?) (?:site )?admin(?:istrator)?$/i.exec(
      words,
    ) ?? [];
  return siteNamed(behind ?? before ?? '');
}
