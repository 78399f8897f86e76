import { Refusal } from '../../service/errors.ts';
import type { Person } from '../../service/people/person.ts';
import { setRole, setSiteAdmin } from '../../service/people/set-rights.ts';
import { aRole, siteNames } from '../../ui/sentences/names.ts';
import { admin as say } from '../../ui/sentences/people.ts';
import { fullName } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { command } from '../command.ts';
import { choice, person } from '../inputs.ts';
import { siteNamed } from '../line/site-words.ts';
import { namesOf } from '../people/names.ts';
import { planFor } from '../people/plans.ts';
import { profileCard } from '../people/profile-card.ts';

const kinds = { admin: 'Admin of the school', coordinator: 'Coordinator', ...siteNames };
type Kind = keyof typeof kinds;

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
  usage: 'admin <person> [on|off] [coordinator|site]',
  summary: 'Give or take admin rights',
  examples: ['admin ben@school.example', 'admin Ben Okafor off', 'admin ben@school.example on test-maker'],
  may: 'user.role',
  inputs: {
    person: person({ label: 'Person' }),
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
  preview: (call, { person: p, do: give = 'on', of = 'admin' }) => {
    const on = give === 'on';
    return planFor(call, isSite(of) ? 'site.admin' : 'user.role', p, sensible(p, on, of), {
      title: (on ? say.ask : say.askNot)(namesOf(p), inWords(of)),
      text: [follows(p, on, of)],
      ...((!on || isDemotion(p, of)) && { own: [follows(p, on, of), say.follows.own] }),
      yes: on ? say.yes : say.yesNot,
      danger: !on || isDemotion(p, of),
    });
  },
  run: async (call, { person: p, do: give = 'on', of = 'admin' }) => {
    const on = give === 'on';
    if (isSite(of)) {
      const changed = await setSiteAdmin(call.ctx, { id: p.id, site: of, on });
      return { ...profileCard(call, changed), title: say.doneSite(namesOf(p), of, on), tone: 'good' };
    }
    if (!on && p.role !== of) throw new Refusal('not-role', { name: fullName(p), role: of });
    const changed = await setRole(call.ctx, { id: p.id, role: on ? of : 'teacher' });
    return { ...profileCard(call, changed), title: say.done(namesOf(p), changed.role), tone: 'good' };
  },
});

/** *(Site) admin of Test Maker* and *Test Maker admin* are that of the site, and not of the school. */
function siteOfAdmin(words: string): Site | undefined {
  const [, behind, before] =
    /^(?:site )?admin(?:istrator)?(?: rights)? (?:of|for|on|at|in|from) (?:the )?(.+)$|^(.+?) (?:site )?admin(?:istrator)?$/i.exec(
      words,
    ) ?? [];
  return siteNamed(behind ?? before ?? '');
}

const isSite = (of: Kind): of is keyof typeof siteNames => of in siteNames;

const inWords = (of: Kind) => (isSite(of) ? say.siteAdmin(of) : aRole[of]);

/** To make a coordinator an admin takes more than it gives. */
const isDemotion = (p: Person, of: Kind) => p.role === 'coordinator' && of === 'admin';

function sensible(p: Person, on: boolean, of: Kind): boolean {
  if (isSite(of)) return p.access.some((a) => a.site === of && a.siteAdmin !== on);
  return on === (p.role !== of) && !(on && p.status === 'suspended');
}

function follows(p: Person, on: boolean, of: Kind): string {
  if (isSite(of)) return on ? say.follows.site(of) : say.follows.siteNot(namesOf(p), of);
  if (on && isDemotion(p, of)) return say.follows.demoted(namesOf(p));
  return on ? say.follows[of] : say.follows.teacher(namesOf(p));
}
