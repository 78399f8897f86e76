import { randomUUID } from 'node:crypto';
import type { Ctx } from '../../service/context.ts';
import type { Comparison, Difference } from '../../service/provisioning/compare.ts';
import type { Card, Fact } from '../../ui/card.ts';
import { countedFacts } from '../../ui/counted-facts.ts';
import { inStep, sync as say } from '../../ui/sentences/provisioning.ts';
import { withFileKept } from '../flow/kept-files.ts';
import { toCsv } from '../tables/write.ts';

/** Rows that the card shows; the file has all. */
const maxShown = 10;

/** What a comparison found, and the Yes that mends it. @param draftId what the Yes names; nothing where nothing is to be mended */
export async function comparedCard(ctx: Ctx, found: Comparison, draftId: string | undefined): Promise<Card> {
  return withFileKept(ctx, { verb: 'sync', step: 'run', input: { site: found.site } }, await cardOf(found, draftId));
}

async function cardOf(found: Comparison, draftId: string | undefined): Promise<Card> {
  const { site, looked, toMend, waiting, notKept, strangers } = found;
  const lost = notKept.length > 0 ? [inStep.doesNotKeep(notKept)] : [];
  const facts = factsOf(found);
  const files = toMend.length + strangers.length > 0 ? [await fileOf(found)] : [];
  if (!draftId && waiting > 0) {
    const text = [say.waitsNext, say.looked(looked), ...lost];
    return { title: say.waits(site, waiting), tone: 'attention', text, facts, files };
  }
  if (!draftId) {
    return { title: say.same(site), tone: 'good', text: [say.looked(looked), ...lost], facts, files };
  }
  const shown = toMend.slice(0, maxShown);
  return {
    title: say.differs(site, toMend.length),
    tone: 'attention',
    text: [
      ...(waiting + looked > 0 ? [say.looked(looked)] : []),
      ...lost,
      ...(shown.length < toMend.length ? [say.shown(shown.length, toMend.length)] : []),
    ],
    facts,
    table: { columns: say.columns, rows: shown.map((d) => [d.name || d.email, say.kinds[d.kind], which(d)]) },
    files,
    buttons: [
      {
        label: say.button(toMend.length),
        style: 'primary',
        action: { verb: 'sync', step: 'confirm', input: { site, found: draftId }, idempotencyKey: randomUUID() },
      },
      { label: say.no, action: { verb: 'sync', step: 'cancel' } },
    ],
  };
}

const which = ({ keys }: Difference) => keys.map((k) => say.parts[k]).join(', ');

function factsOf({ toMend, waiting, strangers }: Comparison): Fact[] {
  const ofKind = (kind: Difference['kind']) => toMend.filter((d) => d.kind === kind).length;
  return countedFacts(say.facts, {
    missing: ofKind('missing'),
    differs: ofKind('differs'),
    tooMany: ofKind('tooMany'),
    waiting,
    strangers: strangers.length,
  });
}

async function fileOf({ site, toMend, strangers }: Comparison) {
  const rows = [
    ...toMend.map((d) => [d.name, d.email, say.kinds[d.kind], which(d)]),
    ...strangers.map((email) => ['', email, say.kinds.strangers, '']),
  ];
  return {
    name: `${site}-compared.csv`,
    type: 'text/csv' as const,
    content: await toCsv(say.csv, rows, (cells) => cells),
  };
}
