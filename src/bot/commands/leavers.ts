import { z } from 'zod';
import { shorten } from '../../lib/text.ts';
import { refuseIfAny } from '../../service/errors.ts';
import { type LeaveVerdict, previewLeave } from '../../service/people/leave.ts';
import { previewUndoLeave, undoLeave } from '../../service/people/undo-leave.ts';
import { leaveByList } from '../../service/scheduled/plan.ts';
import type { Card, Row } from '../../ui/card.ts';
import { leaver, leavers as say } from '../../ui/sentences/progression.ts';
import { scheduled } from '../../ui/sentences/scheduled.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { several } from '../../ui/sentences/several.ts';
import { fullName } from '../../words/people.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command, type Plan } from '../command.ts';
import { packInput } from '../flow/pack-input.ts';
import { tableFile } from '../form-inputs.ts';
import { day, hidden, optionalPeople, optionalPerson, toggle } from '../inputs.ts';
import { basisOf } from '../people/basis.ts';
import { type LeavingRow, readLeavers } from '../people/leavers-file.ts';
import { namesOf } from '../people/names.ts';
import { laterDay } from '../people/scheduled-cards.ts';
import { refuseFile } from '../tables/read.ts';

/** Largest file, in bytes. */
const maxFileBytes = 500_000;
/** Most who are shown one by one. */
const maxShown = 20;

const row = z.object({ id: z.uuid(), to: z.uuid().optional(), day: z.iso.date().optional() });

/** Several people who leave, each to their successor: one plan, one Yes. */
export default command({
  verb: 'leavers',
  aliases: ['several leavers', 'end of year', 'year end'],
  group: 'accounts',
  order: 55,
  label: 'Several leavers',
  usage: 'leavers <people> [to <person>] [on <day>]',
  summary: 'Suspend several and hand over what they hold',
  examples: ['leavers ben@school.example, tom@school.example to ada@school.example', 'leavers'],
  may: 'user.suspend',
  inputs: {
    file: tableFile({ label: say.file, hint: say.fileHint, max: maxFileBytes }),
    people: optionalPeople({ label: say.people }),
    to: optionalPerson({ label: 'To', hint: say.toHint, ledBy: ['to', 'into', '->', '→'], ledOnly: true }),
    on: day({ label: 'On', hint: leaver.onHint, line: 'day', towards: 'future' }),
    grant: toggle({ label: leaver.grant, line: 'none' }),
    rows: hidden(z.array(row).max(2_000)),
    undo: hidden(z.array(z.uuid()).max(2_000)),
  },
  title: say.title,
  intro: say.intro,
  askAnyway: ({ file, people = [], rows, undo }) => !file && people.length === 0 && !rows && !undo,
  // Who holds something leaves it to someone.
  lacksMore: async (call, { people = [], to }) => {
    if (to || people.length === 0) return false;
    return (await previewLeave(call.ctx, { rows: people.map(({ id }) => ({ id })) })).some(
      ({ holdings }) => holdings.length > 0,
    );
  },
  preview: async (call, { file, people = [], to, on, grant, rows, undo }) => {
    if (undo) return undoPlan(call, undo);
    if (rows) return leaversPlan(call, rows, grant);
    if (people.length > 0) {
      const later = laterDay(call, on);
      const named = people.map(({ id }) => ({ id, ...(to && { to: to.id }), ...(later && { day: later }) }));
      return leaversPlan(call, named, grant);
    }
    if (!file) return undefined;
    const read = await readLeavers(call, file);
    return leaversPlan(call, read.rows, grant, read);
  },
  run: async (call, { grant, rows = [], undo }) => {
    if (undo) {
      const back = await undoLeave(call.ctx, { ids: undo });
      return { title: say.undone(back.length), tone: 'good', buttons: buttonTo(call, 'list') };
    }
    if (rows.length === 0) return { title: say.title, tone: 'attention', text: [say.empty] };
    const { left, planned } = await leaveByList(call.ctx, { rows: rows.map((each) => ({ ...each, grant })) });
    return doneCard(call, left, planned.length);
  },
});

async function leaversPlan(
  call: Call,
  rows: LeavingRow[],
  grant: boolean | undefined,
  { wrong, unused }: Pick<Awaited<ReturnType<typeof readLeavers>>, 'wrong' | 'unused'> = { wrong: [], unused: [] },
): Promise<Plan> {
  const verdicts = await previewLeave(call.ctx, { rows: rows.map((each) => ({ ...each, grant })) });
  const all = verdicts.map((verdict, i) => ({ verdict, row: rows[i] }));
  const good = all.filter(({ verdict }) => !verdict.refusal);
  const refused = all.flatMap(({ verdict }) => verdict.refusal ?? []);
  const leftOut: Row[] = [
    ...wrong.map(({ title, why }) => ({ title, state: several.leftOut, detail: why })),
    ...verdicts.flatMap(({ person, refusal }) =>
      refusal ? [{ title: fullName(person), state: several.leftOut, detail: sentenceOf(refusal) }] : [],
    ),
  ];
  if (good.length === 0) {
    refuseIfAny(refused);
    refuseFile(wrong[0]?.why ?? say.empty);
  }
  const later = good.filter((each) => each.row?.day);
  const isAllLater = later.length === good.length;
  const filled = unused.flatMap(({ name, filled }) => (filled ? [shorten(name, 60)] : []));
  const shown = [...leftOut, ...good.map((each) => rowOf(each.verdict, each.row))];
  return {
    card: {
      title: say.ask(good.length),
      state: leftOut.length > 0 ? several.countLeftOut(leftOut.length) : undefined,
      text: [
        ...(good.some(({ verdict }) => verdict.person.id === call.ctx.actor.id) ? [several.ownToo] : []),
        say.follows,
        ...(later.length > 0 ? [isAllLater ? say.allLater : say.later(later.length), scheduled.asYou] : []),
        ...scheduled.moved(
          later.flatMap(({ verdict }) => verdict.planned ?? []),
          false,
        ),
        ...(filled.length > 0 ? [say.unused(filled)] : []),
        ...(shown.length > maxShown ? [several.moreThan(shown.length - maxShown)] : []),
      ],
      rows: shown.slice(0, maxShown),
    },
    yes: isAllLater ? scheduled.yes : say.yes(good.length),
    danger: !isAllLater,
    input: {
      file: undefined,
      people: undefined,
      to: undefined,
      on: undefined,
      grant,
      rows: good.flatMap((each) => (each.row ? [{ ...each.row }] : [])),
    },
    basis: good.map(({ verdict: { person, to, holdings, granted, planned }, row: each }) => [
      basisOf(
        person,
        holdings.map((h) => ({ ...h })),
      ),
      to ? [to.id, to.status] : null,
      granted,
      each?.day ? [each.day, planned?.id ?? null] : null,
    ]),
  };
}

const rowOf = ({ person, to, holdings }: LeaveVerdict, each: LeavingRow | undefined): Row => ({
  title: fullName(person),
  detail: say.leaves(to && holdings.length > 0 ? namesOf(to).name : null, each?.day ?? null),
});

async function undoPlan(call: Call, ids: string[]): Promise<Plan> {
  const verdicts = await previewUndoLeave(call.ctx, { ids });
  const good = verdicts.filter(({ refusal }) => !refusal);
  if (good.length === 0) refuseIfAny(verdicts.flatMap(({ refusal }) => refusal ?? []));
  const rows = verdicts.flatMap(({ person, refusal }) =>
    refusal ? [{ title: fullName(person), state: several.leftOut, detail: sentenceOf(refusal) }] : [],
  );
  return {
    card: { title: say.askUndo(good.length), text: [say.followsUndo], rows: rows.slice(0, maxShown) },
    yes: leaver.undoBoth,
    input: { undo: good.map(({ person }) => person.id) },
    basis: good.map(({ person, transfers }) => [basisOf(person, []), transfers.map(({ id }) => id)]),
  };
}

/** What was done, with the way back for all of them. */
async function doneCard(call: Call, left: { id: string }[], planned: number): Promise<Card> {
  const isOwn = left.some(({ id }) => id === call.ctx.actor.id);
  const [undo] = buttonTo(call, 'leavers', { label: several.undo(left.length), onlyIf: left.length > 0 && !isOwn });
  const packed = undo && (await packInput(call, 'leavers', { undo: left.map(({ id }) => id) }));
  return {
    title: say.done(left.length, planned),
    tone: 'good',
    text: left.length > 0 ? [say.next] : [],
    buttons: [
      ...(undo ? [{ ...undo, action: { ...undo.action, input: packed } }] : []),
      ...buttonTo(call, 'scheduled', { onlyIf: planned > 0 }),
    ],
  };
}
