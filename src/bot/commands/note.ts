import { maxNote, readNote, writeNote } from '../../service/people/note.ts';
import type { Person } from '../../service/people/person.ts';
import { showPerson } from '../../service/people/show.ts';
import { may } from '../../service/policy.ts';
import { note as say } from '../../ui/sentences/note.ts';
import { type Call, command, type Plan } from '../command.ts';
import { seen } from '../form-inputs.ts';
import { emptiable, person } from '../inputs.ts';
import { namesOf } from '../people/names.ts';
import { profileCard } from '../people/profile-card.ts';

export default command({
  verb: 'note',
  aliases: ['notes', 'add note', 'write note', 'make a note', 'remark', 'comment'],
  about: ['remember that'],
  group: 'people',
  order: 75,
  label: say.label,
  usage: 'note <person> [text]',
  summary: 'Write a note on a profile, for coordinators alone',
  examples: ['note ben@school.example', 'note ben@school.example part-time until June'],
  may: 'user.note',
  mayTo: (actor, target) => actor.id !== target.id && may(actor, 'user.note', target),
  inputs: {
    person: person({ label: 'Person', asksIf: ({ subject }) => subject === undefined }),
    text: emptiable({
      label: say.label,
      hint: say.hint,
      max: maxNote,
      multiline: true,
      line: 'words',
      asksIf: ({ subject }) => subject !== undefined,
    }),
    seen: seen(),
  },
  title: ({ subject }) => (subject ? say.title(namesOf(subject)) : 'Note'),
  intro: say.intro,
  submit: 'Save',
  prefill: async ({ ctx, subject }): Promise<Record<string, string>> => {
    if (!subject) return {};
    const { note } = await readNote(ctx, { id: subject.id });
    return { text: note?.text ?? '' };
  },
  askAnyway: ({ text }) => text === undefined,
  preview: async (call, { person: p, text = '', seen: shown }) => replacing(call, p, text, shown?.text),
  run: async (call, { person: p, text = '', seen: shown }) => {
    const { before } = (call.agreed ?? { before: shown?.text ?? '' }) as { before: string };
    await writeNote(call.ctx, { id: p.id, text, seen: before });
    const written = await showPerson(call.ctx, { id: p.id });
    return {
      ...profileCard(call, written),
      title: (text.trim() === '' ? say.removed : say.written)(namesOf(p)),
      tone: 'good',
    };
  },
});

/** A note that is there, and that whoever writes another has not seen, is shown before it goes. */
async function replacing(call: Call, p: Person, text: string, shown: unknown): Promise<Plan | undefined> {
  const { note } = await readNote(call.ctx, { id: p.id });
  if (!note || note.text === shown || note.text === text.trim()) return undefined;
  return {
    card: {
      title: say.ask(namesOf(p)),
      facts: [
        { label: say.before, value: note.text },
        { label: say.after, value: text },
      ],
    },
    basis: { before: note.text },
    yes: say.replace,
  };
}
