import type { Person } from '../../service/people/person.ts';
import { previewRoles, previewSiteAdmins, setRoles, setSiteAdmins } from '../../service/people/set-rights.ts';
import type { Button, Card } from '../../ui/card.ts';
import { aRole, siteNames, someRoles } from '../../ui/sentences/names.ts';
import { admin as say } from '../../ui/sentences/people.ts';
import type { Role } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { doneForEach, planForEach, undoFor } from './many.ts';
import { namesOf, stateOf } from './names.ts';
import { planFor } from './plans.ts';
import { profileCard } from './profile-card.ts';

/** The rights of the school's admins or coordinators, or of a site's admins. */
export type Kind = 'admin' | 'coordinator' | keyof typeof siteNames;

interface Rights {
  on: boolean;
  of: Kind;
}

/** Giving rights to people, or taking them. @throws Refused where nobody is left of several */
export const rightsPlan = (call: Call, people: Person[], { on, of }: Rights): Promise<Plan | undefined> =>
  planForEach(call, people, {
    one: (p) => rightsPlanOfOne(call, p, { on, of }),
    verdicts: (ids) =>
      isSite(of)
        ? previewSiteAdmins(call.ctx, { ids, site: of, on })
        : previewRoles(call.ctx, { ids, ...roleOf(on, of) }),
    card: (good) => {
      const demoted = on ? good.filter(({ person }) => isDemotion(person, of)) : good;
      const isOwn = demoted.some(({ person }) => person.id === call.ctx.actor.id);
      return {
        title: on ? say.askSeveral(good.length, inWordsOfSome(of)) : say.askNotSeveral(good.length, inWords(of)),
        text: [...followsSeveral(on, of, demoted.length), ...(isOwn && !isSite(of) ? [say.follows.own] : [])],
      };
    },
    detail: ({ person }) => person.email,
    yes: on ? say.yes : say.yesNot,
    danger: !on || people.some((p) => isDemotion(p, of)),
  });

const rightsPlanOfOne = (call: Call, p: Person, { on, of }: Rights): Promise<Plan | undefined> =>
  planFor(call, isSite(of) ? 'site.admin' : 'user.role', p, sensible(p, on, of), {
    title: (on ? say.ask : say.askNot)(namesOf(p), inWords(of)),
    text: [follows(p, on, of)],
    ...((!on || isDemotion(p, of)) && { own: [follows(p, on, of), say.follows.own] }),
    yes: on ? say.yes : say.yesNot,
    danger: !on || isDemotion(p, of),
  });

/** Does it. @throws Refusal as the use cases do */
export async function changeRights(call: Call, people: Person[], { on, of }: Rights): Promise<Card> {
  const ids = people.map(({ id }) => id);
  return isSite(of) ? marked(call, ids, of, on) : withRole(call, ids, on, of);
}

async function marked(call: Call, ids: string[], site: Site, on: boolean): Promise<Card> {
  const changed = await setSiteAdmins(call.ctx, { ids, site, on });
  const [one, other] = changed;
  if (one && !other) return { ...profileCard(call, one), title: say.doneSite(namesOf(one), site, on), tone: 'good' };
  return doneForEach(call, changed, {
    title: (on ? say.doneSeveral : say.doneNotSeveral)(changed.length, say.siteAdmins(site)),
    row: (person) => ({ state: stateOf(person), detail: person.email, buttons: buttonTo(call, 'show', { person }) }),
    undo: { verb: 'admin', input: { do: on ? 'off' : 'on', of: site } },
  });
}

async function withRole(call: Call, ids: string[], on: boolean, of: 'admin' | 'coordinator'): Promise<Card> {
  const { role, ...from } = roleOf(on, of);
  const changed = await setRoles(call.ctx, { ids, role, ...from });
  const [one, other] = changed;
  if (one && !other) return { ...profileCard(call, one), title: say.done(namesOf(one), role), tone: 'good' };
  return doneForEach(call, changed, {
    title: on ? say.doneSeveral(changed.length, someRoles[of]) : say.doneNotSeveral(changed.length, someRoles[of]),
    row: (person) => ({ state: stateOf(person), detail: person.email, buttons: buttonTo(call, 'show', { person }) }),
    buttons: await waysBack(call, changed, role),
  });
}

/** Of those who were the same before one button: each gets back what they were. */
async function waysBack(call: Call, changed: (Person & { was: Role })[], now: Role): Promise<Button[]> {
  if (changed.some(({ id }) => id === call.ctx.actor.id)) return [];
  const buttons: Button[] = [];
  for (const was of ['teacher', 'admin', 'coordinator'] as const) {
    const people = changed.filter((p) => p.was === was);
    const input = was === 'teacher' ? { do: 'off', of: now } : { do: 'on', of: was };
    const label = people.length < changed.length ? say.undoFor(people.length, was) : undefined;
    buttons.push(...(await undoFor(call, people, { verb: 'admin', input, label })));
  }
  return buttons;
}

const isSite = (of: Kind): of is Site => of in siteNames;

/** Who loses a role becomes a teacher; and only who has it loses it. */
const roleOf = (on: boolean, of: 'admin' | 'coordinator'): { role: Role; from?: Role } =>
  on ? { role: of } : { role: 'teacher', from: of };

const inWords = (of: Kind) => (isSite(of) ? say.siteAdmin(of) : aRole[of]);
const inWordsOfSome = (of: Kind) => (isSite(of) ? say.siteAdmins(of) : someRoles[of]);

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

/** @param demoted how many coordinators become admins */
function followsSeveral(on: boolean, of: Kind, demoted: number): string[] {
  const { followsSeveral: several } = say;
  if (isSite(of)) return [on ? say.follows.site(of) : several.siteNot(of)];
  if (!on) return [several.teacher];
  return [say.follows[of], ...(demoted > 0 ? [several.demoted(demoted)] : [])];
}
