import type { Person } from '../../service/people/person.ts';
import { type KeptImport, listImports } from '../../service/progression/find-imports.ts';
import { previewUndoImport, undoImport } from '../../service/progression/undo-import.ts';
import type { Button, Card } from '../../ui/card.ts';
import { formatExactly, formatWhen } from '../../ui/formats.ts';
import { undoingImport as say } from '../../ui/sentences/import.ts';
import { buttonForAll, buttonTo } from '../buttons.ts';
import type { Call, Plan, Registry } from '../command.ts';
import { namesOf } from '../people/names.ts';

/** What takes an import back; none where it changed nothing. */
export const undoButton = (registry: Registry, undo: string | undefined): Button[] =>
  undo ? [buttonForAll(registry, 'import', { label: say.undo, input: { undo } })] : [];

/** The last imports into someone's groups, each with the way to undo it, or why there is none. */
export async function importsCard(call: Call, p: Person): Promise<Card> {
  const { person, imports } = await listImports(call.ctx, { id: p.id });
  const { timeZone } = call.known.centre;
  return {
    title: say.title(namesOf(person).name),
    text: imports.length === 0 ? [say.none] : [],
    rows: imports.map((kept) => ({
      title: say.row(formatExactly(kept.at, timeZone), kept.by, kept.ownerId === p.id ? null : kept.owner),
      state: stateOf(call, kept),
      detail: say.counted(kept.counts),
      buttons: kept.undoneAt || kept.inTheWay ? [] : undoButton(call.registry, kept.id),
    })),
    buttons: [
      ...buttonTo(call, 'groups', { person }),
      ...buttonTo(call, 'import', { person, label: say.more, step: 'form' }),
    ],
  };
}

function stateOf(call: Call, { undoneAt, undoneBy, inTheWay }: KeptImport): string | undefined {
  if (undoneAt) return say.undone(undoneBy, formatWhen(undoneAt, call.now, call.known.centre.timeZone));
  return inTheWay ? say.inTheWay(inTheWay) : undefined;
}

export async function undoImportPlan(call: Call, id: string): Promise<Plan> {
  const { person, kept } = await previewUndoImport(call.ctx, { id });
  return {
    card: {
      title: say.ask(namesOf(person), formatExactly(kept.at, call.known.centre.timeZone)),
      text: [say.counted(kept.counts), say.follows],
    },
    basis: { id },
    yes: say.yes,
    danger: true,
  };
}

export async function takeBackImport(call: Call, id: string): Promise<Card> {
  const { person, kept } = await undoImport(call.ctx, { id });
  return {
    title: say.done(namesOf(person)),
    tone: 'good',
    text: [say.counted(kept.counts), say.doneNext],
    buttons: [
      ...buttonTo(call, 'groups', { person }),
      ...buttonTo(call, 'import', { person, label: say.more, step: 'form' }),
    ],
  };
}
