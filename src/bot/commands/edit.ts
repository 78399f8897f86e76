import type { Actor } from '../../service/context.ts';
import { Refusal } from '../../service/errors.ts';
import { maxName } from '../../service/people/details.ts';
import { editPerson } from '../../service/people/edit.ts';
import { asTarget, type Person } from '../../service/people/person.ts';
import type { GiveAndTake } from '../../service/people/update/edit-several.ts';
import { may, NotAllowed, type Target } from '../../service/policy.ts';
import type { Card } from '../../ui/card.ts';
import { programmeNames, siteNames } from '../../ui/sentences/names.ts';
import { oneName, edit as say } from '../../ui/sentences/people.ts';
import { maxEmail } from '../../words/email.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { type Call, command, type Raw } from '../command.ts';
import { seen, seenIn } from '../form-inputs.ts';
import { choices, day, detail, people } from '../inputs.ts';
import type { Day } from '../line/day.ts';
import { editSeveralByYes, editSeveralPlan } from '../people/edit-several.ts';
import { namesOf } from '../people/names.ts';
import { profileCard } from '../people/profile-card.ts';
import { programmesInput } from '../people/programmes-input.ts';
import { dayOf } from '../people/scheduled-cards.ts';

const mayEdit = ({ ctx, subject }: Call) => subject !== undefined && may(ctx.actor, 'user.edit', asTarget(subject));

/** A site admin gives access to their own sites only, and to teachers alone. */
const ownSites = (actor: Actor, target: Target): Site[] =>
  actor.siteAdminOf.filter((site) => may(actor, 'site.access', target, site));

const mayTo = (actor: Actor, target: Target) => may(actor, 'user.edit', target) || ownSites(actor, target).length > 0;

function offeredSites(call: Call): Site[] {
  const { subject, ctx } = call;
  return mayEdit(call) || !subject ? call.known.centre.sites : ownSites(ctx.actor, asTarget(subject));
}

const isSeveral = ({ subject, given = {} }: Call) => !subject && [given.people].flat().length > 1;

const mayEditSeveral = (call: Call) => isSeveral(call) && call.ctx.actor.role !== 'teacher';

/** A site admin gives and takes their own sites alone. */
const sitesOfSeveral = ({ ctx: { actor }, known }: Call): Site[] =>
  actor.role === 'teacher' ? actor.siteAdminOf : known.centre.sites;

export default command({
  verb: 'edit',
  aliases: [
    'change',
    'correct',
    'amend',
    'modify',
    'rename',
    'grant',
    'give',
    'give access',
    'change name',
    'change email',
    'edit user',
    'edit profile',
  ],
  about: ['access', 'needs', 'name', 'email', 'married'],
  group: 'people',
  order: 40,
  often: 12,
  label: 'Edit',
  usage: 'edit <people>',
  summary: 'Change name, e-mail, programmes and sites',
  examples: [
    'edit ben@school.example',
    'edit ben@school.example lastName:Okafor-Lee',
    'edit ben@school.example, Ada Noor give:test-maker',
  ],
  may: 'site.access',
  mayTo,
  inputs: {
    people: people({ label: 'Person', asksIf: (call) => !call.subject }),
    firstName: detail({ label: 'First name', max: maxName, asksIf: mayEdit }),
    lastName: detail({ label: 'Last name', hint: oneName, max: maxName, mayBeEmpty: true, asksIf: mayEdit }),
    email: detail({
      label: 'E-mail',
      hint: 'A new e-mail takes effect when the link sent to it is pressed.',
      format: 'email',
      max: maxEmail,
      asksIf: mayEdit,
    }),
    programmes: programmesInput(mayEdit),
    sites: choices({
      label: 'Sites',
      options: siteNames,
      only: offeredSites,
      asksIf: (call) => call.subject !== undefined,
    }),
    until: day({
      label: 'New sites until',
      hint: 'The last day of what is added now. Left empty: for good.',
      line: 'day',
      ledBy: ['until', 'till', 'up to', 'until the end of'],
      towards: 'future',
      asksIf: (call) => call.subject !== undefined,
    }),
    give: choices({ label: say.give, options: siteNames, only: sitesOfSeveral, asksIf: isSeveral }),
    take: choices({ label: say.take, options: siteNames, only: sitesOfSeveral, asksIf: isSeveral }),
    addProgrammes: choices({ label: say.addProgrammes, options: programmeNames, asksIf: mayEditSeveral }),
    dropProgrammes: choices({ label: say.dropProgrammes, options: programmeNames, asksIf: mayEditSeveral }),
    seen: seen(),
  },
  title: (call) =>
    call.subject ? say.title(namesOf(call.subject)) : isSeveral(call) ? say.titleSeveral : 'Edit someone',
  intro: (call) => (isSeveral(call) ? say.introSeveral : undefined),
  submit: 'Save',
  prefill: async (call) => {
    const { subject } = call;
    if (!subject) return {};
    if (!mayTo(call.ctx.actor, asTarget(subject))) throw new NotAllowed('user.edit', subject.id);
    return {
      firstName: subject.firstName,
      lastName: subject.lastName,
      email: subject.email,
      programmes: subject.programmes,
      sites: subject.access.map((a) => a.site),
    };
  },
  // Until when something is given says not yet what.
  askAnyway: ({ people: _, give, take, addProgrammes, dropProgrammes, until: __, ...ofOne }) =>
    isNothing({ give, take, addProgrammes, dropProgrammes }) && isUnsaid(ofOne),
  preview: async (call, { people: whom, give, take, addProgrammes, dropProgrammes, seen: _, ...ofOne }) => {
    const what = { give, take, addProgrammes, dropProgrammes };
    // To set what someone has, and to say what they get, are two things.
    if (!isUnsaid(ofOne) && (whom.length > 1 || !isNothing(what))) throw new Refusal('give-or-set', {});
    return isNothing(what) ? undefined : editSeveralPlan(call, whom, what);
  },
  run: async (call, { people: whom, give, take, addProgrammes, dropProgrammes, ...given }) => {
    const what = { give, take, addProgrammes, dropProgrammes };
    const [p] = whom;
    return p && isNothing(what) ? editOne(call, p, given) : editSeveralByYes(call, whom, what);
  },
});

const isUnsaid = (given: object) => Object.values(given).every((value) => value === undefined);

const isNothing = (what: GiveAndTake) => Object.values(what).every((list?: unknown[]) => (list ?? []).length === 0);

type OfOne = Omit<Parameters<typeof editPerson>[1], 'id' | 'seen' | 'until'> & { seen?: Raw; until?: Day };

async function editOne(call: Call, p: Person, { sites: chosen, seen: shown, until, ...given }: OfOne): Promise<Card> {
  const about = { ...call, subject: p };
  const offered = offeredSites(about);
  // What the form did not offer stays as it is.
  const sites = chosen && [...chosen, ...p.access.map((a) => a.site).filter((s) => !offered.includes(s))];
  const { person: edited, ...mails } = await editPerson(call.ctx, {
    id: p.id,
    ...given,
    sites: sites && [...new Set(sites)],
    until: dayOf(call, until),
    seen: shown && { programmes: seenIn<Programme>(shown, 'programmes'), sites: seenIn<Site>(shown, 'sites') },
  });
  const { emailToConfirm, invitedAgain, emailWithdrawn } = mails;
  // Of a new e-mail that only waits, nothing is changed yet.
  const onlyWaits = emailToConfirm !== undefined && JSON.stringify(edited) === JSON.stringify(p);
  return {
    ...profileCard(call, edited),
    title: (onlyWaits ? say.waits : say.done)(namesOf(edited)),
    tone: emailToConfirm ? 'plain' : 'good',
    text: [
      ...(emailToConfirm ? [say.toConfirm(emailToConfirm)] : []),
      ...(emailWithdrawn ? [say.withdrawn(edited.email)] : []),
      ...(invitedAgain ? [say.invitedAgain(edited.email)] : []),
    ],
  };
}
