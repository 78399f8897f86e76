import { eq } from 'drizzle-orm';
import { notes } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { allow, may, NotAllowed } from '../policy.ts';
import { mutation, query } from '../use-case.ts';
import { fullNameById, type OfPerson } from './columns.ts';
import { asTarget, lockPerson, type Person, readPerson } from './person.ts';

/** Longest note, in characters. */
export const maxNote = 1_000;

/** What coordinators have written down about someone. */
export interface Note {
  text: string;
  /** Nothing where that account is deleted. */
  by: string | null;
  at: Date;
}

/** Whether the one who acts reads and writes what is noted of someone: never of themselves. */
export const mayNote = (ctx: Pick<Ctx, 'actor'>, person: Person): boolean =>
  person.id !== ctx.actor.id && may(ctx.actor, 'user.note', asTarget(person));

/** The note on someone; nothing where there is none. Rights are the caller's to ask. */
async function noteOn(db: Db, userId: string): Promise<Note | undefined> {
  const [note] = await selectNote(db, { userId });
  return note;
}

/** The same, to be read with others. */
export const selectNote = (db: Db, { userId }: Pick<OfPerson, 'userId'>) =>
  db
    .select({ text: notes.text, by: fullNameById(notes.byId), at: notes.at })
    .from(notes)
    .where(eq(notes.userId, userId));

function refuse(ctx: Ctx<Db>, person: Person): void {
  allow(ctx, 'user.note', asTarget(person));
  if (person.id === ctx.actor.id) throw new NotAllowed('user.note', person.id);
}

/** The note on someone, for coordinators. @throws Refusal `person-unknown`; `not-allowed`, of oneself too */
export const readNote = query(
  'readNote',
  'user.note',
  async (ctx, { id }: { id: string }): Promise<{ person: Person; note: Note | undefined }> => {
    const person = await readPerson(ctx, id);
    refuse(ctx, person);
    return { person, note: await noteOn(ctx.db, id) };
  },
);

/**
 * Writes the note on someone, in place of the one before; an empty one takes it away. The trail has that it was written, and not
 * what.
 *
 * @param input.seen the note that was to be replaced, '' for none: `plan-changed` where it is another by now
 * @throws Refusal `note-too-long`, `plan-changed`, `nothing-changed`, `person-unknown`; `not-allowed`, of oneself too
 */
export const writeNote = mutation(
  'writeNote',
  'user.note',
  async (ctx, { id, text, seen }: { id: string; text: string; seen?: string }): Promise<Person> => {
    const person = await lockPerson(ctx, id);
    refuse(ctx, person);
    const written = text.trim();
    if (written.length > maxNote) throw new Refusal('note-too-long', { max: maxNote }, 'text');
    const before = (await noteOn(ctx.db, id))?.text ?? '';
    if (seen !== undefined && seen !== before) throw new Refusal('plan-changed', {});
    if (written === before) throw new Refusal('note-same', {});
    const row = { text: written, byId: ctx.actor.id, at: ctx.clock() };
    if (written === '') await ctx.db.delete(notes).where(eq(notes.userId, id));
    else
      await ctx.db
        .insert(notes)
        .values({ ...row, userId: id, centreId: person.centreId })
        .onConflictDoUpdate({ target: notes.userId, set: row });
    await audit(ctx, { ...event(ctx, 'user.note', id), details: { note: written === '' ? 'removed' : 'written' } });
    return person;
  },
  { people: ({ id }) => [id] },
);
