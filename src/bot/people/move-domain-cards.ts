import { shorten } from '../../lib/text.ts';
import { type Judged, outlineOf } from '../../service/people/update/judge.ts';
import { type DomainMove, domainIn, moveDomain, previewMoveDomain } from '../../service/people/update/move-domain.ts';
import { previewUndoUpdate, undoUpdate } from '../../service/people/update/undo.ts';
import type { Change, EmailWay } from '../../service/people/update/wanted.ts';
import type { Card, Row } from '../../ui/card.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { moveDomain as say, undoUpdate as sayUndo, update as sayUpdate } from '../../ui/sentences/update.ts';
import { fullName } from '../../words/people.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { changedRow, changesFile, waysOf } from './change-words.ts';

/** A new mail domain for everyone, and the way back from a change of many. */

/** Most who are shown one by one. */
const maxShown = 20;

const changesIn = (judged: Judged[]): Change[] => judged.flatMap(({ change }) => change ?? []);
const refusedIn = (judged: Judged[]): Judged[] => judged.filter(({ refusals }) => refusals.length > 0);

const refusedRow = ({ person, refusals }: Judged): Row => ({
  title: fullName(person),
  state: say.leftOut,
  detail: `${person.email}: ${refusals.map(sentenceOf).join(' ')}`,
});

const wayWords: Partial<Record<EmailWay, string>> = {
  link: say.byLink,
  'at-once': say.atOnce,
  invited: say.invited,
  'invited-later': say.later,
};

const movedRow = ({ person, email }: Change): Row => ({
  title: fullName(person),
  state: email && wayWords[email.way],
  detail: shorten(sayUpdate.from_to(person.email, email?.to ?? ''), 300),
});

/** Those who are left out first: they are not to be missed below all others. */
function rowsOf(judged: Judged[], rowOf: (change: Change) => Row): { rows: Row[]; more: string[] } {
  const changes = changesIn(judged);
  const refused = refusedIn(judged);
  const rows = [...refused.slice(0, maxShown).map(refusedRow), ...changes.slice(0, maxShown).map(rowOf)];
  const more = changes.length + refused.length - rows.length;
  return { rows, more: more > 0 ? [say.moreThan(more)] : [] };
}

export async function moveDomainPlan(call: Call, move: DomainMove): Promise<Plan | undefined> {
  const judged = await previewMoveDomain(call.ctx, move);
  const changes = changesIn(judged);
  if (changes.length === 0) return undefined;
  return {
    card: { ...(await cardOf(call, judged)), title: say.ask(changes.length, domainIn(move.from), domainIn(move.to)) },
    yes: say.yes(changes.length),
    basis: await outlineOf(judged),
  };
}

async function cardOf(call: Call, judged: Judged[]): Promise<Omit<Card, 'title'>> {
  const changes = changesIn(judged);
  const ways = waysOf(changes);
  const waits = judged.filter((each) => each.waits && !each.change).length;
  const { rows, more } = rowsOf(judged, movedRow);
  return {
    state: say.counted({ ...ways, waits, refused: refusedIn(judged).length }),
    text: [
      ...(changes.some(({ person }) => person.id === call.ctx.actor.id) ? [sayUpdate.own] : []),
      ...sayUpdate.ways(ways),
      ...(ways.link > 0 ? [say.again] : []),
      ...more,
    ],
    rows,
    files: changes.length > maxShown ? [await changesFile(changes)] : [],
  };
}

export async function moveByDomain(call: Call, move: DomainMove): Promise<Card> {
  if (call.agreed === undefined) {
    const judged = await previewMoveDomain(call.ctx, move);
    return { ...(await cardOf(call, judged)), title: say.nobody, tone: 'attention' };
  }
  const { judged, changes, changeId } = await moveDomain(call.ctx, { ...move, agreed: call.agreed });
  const ways = waysOf(changes);
  const refused = refusedIn(judged);
  return {
    title: say.done(changes.length, domainIn(move.to)),
    tone: ways.link > 0 ? 'plain' : 'good',
    text: [...sayUpdate.ways(ways), ...(ways.link > 0 ? [say.again] : []), sayUpdate.undoWithin],
    rows: refused.slice(0, maxShown).map(refusedRow),
    buttons: [
      ...buttonTo(call, 'update', { label: sayUpdate.undo, input: { undo: changeId } }),
      ...buttonTo(call, 'list'),
    ],
  };
}

/** The way back from a change of many. */
export async function undoUpdatePlan(call: Call, changeId: string): Promise<Plan | undefined> {
  const judged = await previewUndoUpdate(call.ctx, { changeId });
  const changes = changesIn(judged);
  if (changes.length === 0) return undefined;
  const stay = judged.filter(({ change, refusals }) => !change && refusals.length === 0).length;
  const { rows, more } = rowsOf(judged, changedRow);
  return {
    card: {
      title: sayUndo.ask(changes.length),
      text: [sayUndo.follows, ...(stay > 0 ? [sayUndo.stays(stay)] : []), ...more],
      rows,
    },
    yes: sayUndo.yes,
    basis: await outlineOf(judged),
  };
}

export async function undoByUpdate(call: Call, changeId: string): Promise<Card> {
  if (call.agreed === undefined) {
    const refused = refusedIn(await previewUndoUpdate(call.ctx, { changeId }));
    const title = refused.length > 0 ? sayUndo.refused : sayUndo.nothing;
    return { title, tone: 'attention', rows: refused.slice(0, maxShown).map(refusedRow) };
  }
  const judged = await undoUpdate(call.ctx, { changeId, agreed: call.agreed });
  const changes = changesIn(judged);
  return {
    title: sayUndo.done(changes.length),
    tone: 'good',
    text: sayUpdate.ways(waysOf(changes)),
    rows: refusedIn(judged).slice(0, maxShown).map(refusedRow),
    buttons: buttonTo(call, 'list'),
  };
}
