import { Refusal } from '../../service/errors.ts';
import type { Person } from '../../service/people/person.ts';
import type { LeftGroup, PromotionPlan, StandingGroup, WhyLeft } from '../../service/progression/plan-promotion.ts';
import { previewPromotion, promoteGroups } from '../../service/progression/promote.ts';
import { lastPromotion, previewUndoPromotion, undoPromotion } from '../../service/progression/undo-promotion.ts';
import type { Button, Card, File, Table } from '../../ui/card.ts';
import { formatNumber } from '../../ui/formats.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { groupsOf as sayGroups } from '../../ui/sentences/progression.ts';
import { promotion as say } from '../../ui/sentences/promotion.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { type DataSite, dataSites } from '../../words/sites.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { refusalsIn } from '../flow/remedies.ts';
import { namesOf } from '../people/names.ts';
import { toCsv } from '../tables/write.ts';

/** What a line or a form says of whose groups move up. */
export interface ToPromote {
  person: Person | undefined;
  site: DataSite | undefined;
  year: string | undefined;
}

/** Most groups that are shown one by one. */
const maxShown = 20;

const asked = ({ person, site, year }: ToPromote) => ({ id: person?.id, site, year });

/** Which group becomes which; nothing where none can, of which the answer says why. */
export async function promotionPlan(call: Call, to: ToPromote): Promise<Plan | undefined> {
  const plan = await previewPromotion(call.ctx, asked(to)).catch(orNothing);
  if (!plan || plan.up.length + plan.leaving.length === 0) return undefined;
  const { up, leaving, year } = plan;
  const learners = up.reduce((sum, g) => sum + g.learners, 0);
  const rest = up.length - maxShown;
  return {
    card: {
      title: to.person ? say.askOne(namesOf(to.person)) : say.askAll,
      text: [
        ...(up.length > 0 ? [say.follows(up.length, learners, year)] : []),
        ...exceptions(plan, to),
        up.length > 0 ? say.undo : say.undoEnd,
        ...(rest > 0 ? [say.more(rest)] : []),
      ],
      table: up.length > 0 ? tableOf(plan, to) : undefined,
      files: rest > 0 ? [await fileOf(plan)] : undefined,
    },
    basis: { digest: plan.digest },
    yes: up.length > 0 ? say.yes(up.length) : say.yesEnd(leaving.length),
  };
}

/** Of what moved up already the answer has the way back. @throws whatever else stood in the way */
function orNothing(error: unknown): undefined {
  if (!(error instanceof Refusal && error.code === 'already-promoted')) throw error;
}

function byReason(left: LeftGroup[]): [WhyLeft, LeftGroup[]][] {
  const reasons = [...new Set(left.map(({ why }) => why))];
  return reasons.map((reason) => [reason, left.filter(({ why }) => why === reason)]);
}

/** Which groups leave, get the name of another, or stay as they are and why. */
function exceptions({ up, leaving, left }: PromotionPlan, { person }: ToPromote): string[] {
  const called = (g: StandingGroup) => ({ shown: g.shown, ...(!person && { owner: g.owner }) });
  const clashing = up.filter(({ clashes }) => clashes);
  return [
    ...dataSites.flatMap((site) => {
      const its = leaving.filter((g) => g.site === site);
      return its.length > 0 ? [say.leaving(its.map(called), site)] : [];
    }),
    ...(clashing.length > 0 ? [say.clashes(clashing.map((g) => ({ ...called(g), shown: g.next })))] : []),
    ...byReason(left).map(([why, some]) => say.left(some.map(called), why)),
  ];
}

function tableOf({ up }: PromotionPlan, { person }: ToPromote): Table {
  return {
    columns: person ? say.columns.one : say.columns.all,
    rows: up.slice(0, maxShown).map((g) => [
      ...(person ? [] : [g.owner]),
      // No site: the stage tells it.
      sayGroups.group({ ...g, name: g.shown }, undefined),
      say.becomes(g.next, g.stage + 1),
      formatNumber(g.learners),
    ]),
  };
}

async function fileOf({ up, leaving, left }: PromotionPlan): Promise<File> {
  const row = (g: StandingGroup, ...more: string[]) => [
    ...[g.owner, siteNames[g.site], g.shown, g.subject, String(g.stage), String(g.learners), ...more],
  ];
  const rows = [
    ...up.map((g) => row(g, g.next, String(g.stage + 1), '')),
    ...leaving.map((g) => row(g, say.file.history, '', '')),
    ...left.map((g) => row(g, '', '', say.file.why(g.why))),
  ];
  return { name: say.file.name, type: 'text/csv', content: await toCsv(say.file.columns, rows, (cells) => cells) };
}

/** Moves them up, and says what came of it. */
export async function promotedCard(call: Call, to: ToPromote): Promise<Card> {
  const { digest: seen } = (call.agreed ?? {}) as { digest?: string };
  // Without a Yes there was nothing to agree to.
  if (seen === undefined) return nothingCard(call, to);
  const { id, up, leaving, year } = await promoteGroups(call.ctx, { ...asked(to), seen });
  return {
    title: to.person ? say.doneOne(namesOf(to.person)) : say.doneAll,
    tone: 'good',
    text: [say.done(up.length + leaving.length, up.length, year), ...(up.length > 0 ? [say.undo] : [])],
    buttons: [...(to.person ? buttonTo(call, 'groups', { person: to.person }) : []), ...undoButton(call, id)],
  };
}

const undoButton = (call: Call, id: string): Button[] =>
  buttonTo(call, 'groups-promote', { label: say.undoLabel, input: { undo: id } });

/** Why none moves up, and the way back from where they did. */
async function nothingCard(call: Call, to: ToPromote): Promise<Card> {
  try {
    const plan = await previewPromotion(call.ctx, asked(to));
    return { title: say.none, tone: 'attention', text: exceptions(plan, to) };
  } catch (error) {
    const [refusal] = refusalsIn(error);
    if (refusal?.code !== 'already-promoted') throw error;
    const last = await lastPromotion(call.ctx, { id: to.person?.id });
    return {
      title: say.none,
      tone: 'attention',
      text: [sentenceOf(refusal)],
      buttons: [
        ...buttonTo(call, 'groups', { person: to.person, onlyIf: to.person !== undefined }),
        ...(last ? undoButton(call, last.id) : []),
      ],
    };
  }
}

export async function undoPromotionPlan(call: Call, id: string): Promise<Plan> {
  const { year, made, ended } = await previewUndoPromotion(call.ctx, { id });
  return {
    card: { title: say.askUndo(year), text: [say.followsUndo(made, ended)] },
    basis: { id },
    yes: say.yesUndo,
    danger: true,
  };
}

export async function takeBackPromotion(call: Call, id: string): Promise<Card> {
  await undoPromotion(call.ctx, { id });
  return { title: say.doneUndo, tone: 'good', text: [say.doneUndoNext] };
}
