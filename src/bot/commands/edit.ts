import type { Actor } from '../../service/context.ts';
import { maxName } from '../../service/people/details.ts';
import { editPerson } from '../../service/people/edit.ts';
import { asTarget } from '../../service/people/person.ts';
import { may, NotAllowed, type Target } from '../../service/policy.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { oneName, edit as say } from '../../ui/sentences/people.ts';
import { maxEmail } from '../../words/email.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { type Call, command } from '../command.ts';
import { seen, seenIn } from '../form-inputs.ts';
import { choices, day, detail, person } from '../inputs.ts';
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
  label: 'Edit',
  summary: 'Change name, e-mail, programmes and sites',
  examples: ['edit ben@school.example', 'edit ben@school.example lastName:Okafor-Lee'],
  may: 'site.access',
  mayTo,
  inputs: {
    person: person({ label: 'Person', asksIf: (call) => !call.subject }),
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
      line: 'key',
      ledBy: ['until'],
      towards: 'future',
      asksIf: (call) => call.subject !== undefined,
    }),
    seen: seen(),
  },
  title: ({ subject }) => (subject ? say.title(namesOf(subject)) : 'Edit someone'),
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
  askAnyway: ({ person: _, ...given }) => Object.values(given).every((value) => value === undefined),
  run: async (call, { person: p, sites: chosen, seen: shown, until, ...given }) => {
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
  },
});
