import { addDays, dayIn, startOfDay } from '../../lib/time.ts';
import { Refusal } from '../../service/errors.ts';
import type { Person } from '../../service/people/person.ts';
import { type Deputy, readDeputy, setDeputy } from '../../service/requests/deputy.ts';
import { formatDate } from '../../ui/formats.ts';
import { settings as say } from '../../ui/sentences/account.ts';
import type { Call, Input } from '../command.ts';
import { day, optionalPerson, reference } from '../inputs.ts';
import type { Day } from '../line/day.ts';
import { findWhom } from '../line/find-person.ts';

/** Who is told of requests in one's stead; nobody, where the field is emptied or “none” is typed. */
const deputy: Input<Person | null | undefined, string | undefined> = {
  ...optionalPerson({ label: say.standIn, hint: say.standInHint, line: 'key' }),
  schema: reference.optional(),
  resolve: async (call, words) => {
    if (words === undefined) return { one: undefined };
    return words === '' || words.toLowerCase() === 'none' ? { one: null } : findWhom(call, words);
  },
};

export const deputyInputs = {
  standIn: deputy,
  until: day({ label: say.until, hint: say.untilHint, towards: 'future' }),
};

interface DeputyInput {
  standIn?: Person | null;
  until?: Day;
}

/** Names who stands in, or takes that back. @returns whether anything was asked for that was not so already */
export async function saveDeputy(call: Call, { standIn: deputy, until }: DeputyInput): Promise<boolean> {
  if (deputy === undefined && until === undefined) return false;
  // What is done twice comes to the same: a form that is sent again, since something else in it was wrong, is no harm.
  const ctx = { ...call.ctx, idempotencyKey: undefined };
  const now = await readDeputy(ctx, {});
  if (deputy === null) {
    if (now) await setDeputy(ctx, { deputy: null });
    return now !== null;
  }
  const id = deputy?.id ?? now?.id;
  if (!id) throw new Refusal('value-missing', {}, 'standIn');
  const { timeZone } = call.known.centre;
  // Away to the end of the last day.
  const end = until ? startOfDay(addDays(dayIn(until(call.now, timeZone), timeZone), 1), timeZone) : now?.until;
  if (!end) throw new Refusal('value-missing', {}, 'until');
  await setDeputy(ctx, { deputy: { id, until: end } });
  return true;
}

/** The last day away, of a deputy as it is kept. */
const lastDay = ({ until }: Deputy) => new Date(until.getTime() - 1);

/** `Joseph Mwangi, until 14 Sep 2026` */
export const deputyWords = (s: Deputy, timeZone: string) => say.standsIn(s.name, formatDate(lastDay(s), timeZone));

/** As a form holds it. */
export const deputyValues = (s: Deputy | null, timeZone: string) =>
  s ? { standIn: `id:${s.id}`, until: dayIn(lastDay(s), timeZone) } : {};
