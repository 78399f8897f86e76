import { maxName } from '../../service/people/details.ts';
import { editPerson } from '../../service/people/edit.ts';
import { asTarget } from '../../service/people/person.ts';
import { may } from '../../service/policy.ts';
import { edit as say } from '../../ui/sentences/people.ts';
import { programmeHints, programmeNames, siteNames } from '../../ui/sentences/words.ts';
import { type Call, command } from '../command.ts';
import { impliedSites } from '../implied-sites.ts';
import { choices, detail, person } from '../inputs.ts';
import { profileCard, who } from '../people-cards.ts';

const mayEdit = ({ ctx, subject }: Call) => subject !== undefined && may(ctx.actor, 'user.edit', asTarget(subject));

/** A site admin is offered their own sites only. */
const offeredSites = (call: Call) => (mayEdit(call) ? call.known.centre.sites : call.ctx.actor.siteAdminOf);

export default command({
  verb: 'edit',
  label: 'Edit',
  summary: 'Change name, e-mail, programmes and sites',
  examples: ['edit ben@school.example', 'edit ben@school.example lastName:Okafor-Lee'],
  may: 'site.access',
  inputs: {
    person: person({ label: 'Person', when: (call) => !call.subject }),
    firstName: detail({ label: 'First name', max: maxName, when: mayEdit }),
    lastName: detail({ label: 'Last name', max: maxName, when: mayEdit }),
    email: detail({
      label: 'E-mail',
      hint: 'A new e-mail takes effect when the link sent to it is pressed.',
      format: 'email',
      max: 254,
      when: mayEdit,
    }),
    programmes: choices({
      label: 'Programmes',
      options: programmeNames,
      hints: programmeHints,
      implies: impliedSites,
      when: mayEdit,
    }),
    sites: choices({
      label: 'Sites',
      options: siteNames,
      only: offeredSites,
      when: (call) => call.subject !== undefined,
    }),
  },
  title: ({ subject }) => (subject ? say.title(who(subject)) : 'Edit someone'),
  submit: 'Save',
  prefill: ({ subject }) =>
    subject
      ? {
          firstName: subject.firstName,
          lastName: subject.lastName,
          email: subject.email,
          programmes: subject.programmes,
          sites: subject.access.map((a) => a.site),
        }
      : {},
  askAnyway: ({ person: _, ...details }) => Object.values(details).every((given) => given === undefined),
  run: async (call, { person: p, sites: chosen, ...given }) => {
    const about = { ...call, subject: p };
    const offered = offeredSites(about);
    // What the form did not offer stays as it is.
    const sites = chosen && [...chosen, ...p.access.map((a) => a.site).filter((s) => !offered.includes(s))];
    const {
      person: edited,
      emailToConfirm,
      invitedAgain,
    } = await editPerson(call.ctx, {
      id: p.id,
      ...given,
      ...(sites && { sites: [...new Set(sites)] }),
    });
    const card = profileCard(call, edited);
    return {
      ...card,
      title: say.done(who(edited)),
      text: [
        ...(emailToConfirm ? [say.toConfirm(emailToConfirm)] : []),
        ...(invitedAgain ? [say.invitedAgain(edited.email)] : []),
      ],
    };
  },
});
