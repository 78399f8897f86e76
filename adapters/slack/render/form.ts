import type { types } from '@slack/bolt';
import { isVisible } from '../../../src/lib/text.ts';
import type { Form } from '../../../src/ui/form.ts';
import { surface as words } from '../../../src/ui/sentences/chat.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { limits } from '../limits.ts';
import { type Carried, type Origin, packMeta } from '../packed/meta.ts';
import { pathOf } from '../packed/paths.ts';
import { errors, single } from './form-fields.ts';
import { type Drawing, list, rowsOf } from './form-rows.ts';
import { sections } from './sections.ts';
import { speechAt } from './speech.ts';
import { cut, plain } from './text.ts';
import { callback, fitsView, titleBar } from './view.ts';

function blocksOf(drawing: Drawing): types.KnownBlock[] {
  const { form } = drawing;
  return [
    ...titleBar(form.title).blocks,
    ...errors(form, ''),
    ...(isVisible(form.intro) ? sections(form.intro) : []),
    ...form.fields.flatMap((field) => (field.kind === 'rows' ? list(field, drawing) : single(field, form))),
  ];
}

/** The airiest drawing that a view can hold; of a list too long for any, the first rows. */
function fitting(form: Form): types.KnownBlock[] {
  const longest = Math.max(1, ...form.fields.map((field) => (field.kind === 'rows' ? rowsOf(field, form).length : 1)));
  for (const density of ['airy', 'tight', 'tightest'] as const) {
    const blocks = blocksOf({ form, density, rows: longest });
    if (fitsView(blocks)) return hasRoomForMore(form) ? blocks : withoutAdding(blocks);
  }
  for (let rows = longest - 1; rows > 0; rows -= 1) {
    const blocks = blocksOf({ form, density: 'tightest', rows });
    if (fitsView(blocks)) return blocks;
  }
  throw new Error(`The form ${form.title} has more fields than Slack takes`);
}

/** Whether each list could grow by a row, whatever may be wrong in it then. */
function hasRoomForMore(form: Form): boolean {
  const values = Object.fromEntries(
    form.fields.flatMap((field) => (field.kind === 'rows' ? [[field.name, [...rowsOf(field, form), {}]]] : [])),
  );
  const wrong = Object.fromEntries(form.fields.map(({ name }) => [name, words.nothing]));
  const grown: Form = { ...form, values: { ...form.values, ...values }, errors: { '': words.nothing, ...wrong } };
  return fitsView(blocksOf({ form: grown, density: 'tightest', rows: Number.POSITIVE_INFINITY }));
}

const withoutAdding = (blocks: types.KnownBlock[]) => blocks.filter(({ block_id }) => !block_id?.endsWith('~add'));

/** Which fields tick others. Slack sends back nothing of a form but its blocks, so that the view has to carry it. */
function impliesOf(form: Form): NonNullable<Carried['implies']> {
  const ties = form.fields.flatMap((field) => {
    const inRow = field.kind === 'rows';
    return (inRow ? field.fields : [field]).flatMap((each) =>
      each.kind === 'choices' && each.implies
        ? [[inRow ? `${field.name}.${each.name}` : each.name, each.implies] as const]
        : [],
    );
  });
  return Object.fromEntries(ties);
}

const marked = (block: types.KnownBlock, mark: string): types.KnownBlock =>
  block.type === 'input' && pathOf(block.block_id)?.inRow ? { ...block, block_id: `${block.block_id}~${mark}` } : block;

/**
 * A form as a modal. The ids of its input blocks are the paths of their fields; `readForm` undoes what comes back, and
 * `formActionIn` gives its action. *Add another* and *Remove* are buttons whose `action_id` is `add-row` and `remove-row`.
 *
 * @param mark of a form whose rows are others than they were: Slack would keep what was typed into those before
 * @throws where the action and the origin are more than a view carries
 */
export function formView(given: Form, origin: Origin, mark?: string): types.ModalView {
  const form = spoken(given, speechAt(origin));
  const metadata = packMeta({ action: form.action, origin, implies: impliesOf(form) });
  if (metadata === undefined) throw new Error(`The form ${form.title} carries more than Slack takes`);
  return {
    type: 'modal',
    callback_id: callback,
    title: titleBar(form.title).title,
    submit: plain(cut(form.submit, limits.view.title)),
    close: plain(words.close),
    blocks: mark ? fitting(form).map((block) => marked(block, mark)) : fitting(form),
    private_metadata: metadata,
  };
}
