/** Slack's limits once more, from its documentation and not from the adapter: what a message or a view breaks of them. */

type Json = Record<string, unknown>;

const list = (value: unknown): Json[] => (Array.isArray(value) ? value : []);
const length = (value: unknown) => (typeof value === 'string' ? value.length : 0);

/** Every object of a tree, with the place where it is. */
function everything(value: unknown, place = ''): [Json, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const own: [Json, string][] = Array.isArray(value) ? [] : [[value as Json, place]];
  return [...own, ...Object.entries(value).flatMap(([key, each]) => everything(each, `${place}.${key}`))];
}

/** Every string that a person reads, buttons and options included. */
const shownTexts = (value: unknown): string[] =>
  everything(value).flatMap(([each]) => (typeof each.text === 'string' ? [each.text] : []));

/** The strings that are not on a button or in a menu, in the order in which they are read. */
export const readTexts = (blocks: unknown[]): string[] =>
  (blocks as Json[]).flatMap(({ type, text, fields, elements, rows, label, hint }) =>
    shownTexts([text, fields, type === 'context' ? elements : [], rows, label, hint]),
  );

const textTypes = new Set(['plain_text', 'mrkdwn']);

const blockTypes = {
  message: new Set(['header', 'section', 'context', 'actions', 'divider', 'table']),
  view: new Set(['header', 'section', 'context', 'actions', 'divider', 'input']),
};

function textFaults(text: unknown, max: number, what: string, kinds = textTypes): string[] {
  if (typeof text !== 'object' || text === null) return [`${what} is no text`];
  const { type, text: words } = text as Json;
  const found = kinds.has(String(type)) ? [] : [`${what} is ${String(type)}`];
  if (typeof words !== 'string' || words.trim() === '') return [...found, `${what} is empty`];
  // What Slack makes of plain text may be longer.
  const size = type === 'plain_text' ? words.replace(/&/g, '&amp;').replace(/[<>]/g, '&lt;').length : words.length;
  if (size > max) found.push(`${what} is ${size} long, ${max} is the most`);
  if (/\0|\p{Surrogate}/u.test(words)) found.push(`${what} holds half a character`);
  if (type === 'mrkdwn' && /<|>|&(?!(?:amp|lt|gt);)/.test(words)) found.push(`${what} is not escaped`);
  if (type === 'mrkdwn' && (text as Json).verbatim !== true) found.push(`${what} makes links of words`);
  return found;
}

const plainOnly = new Set(['plain_text']);

function optionFaults(options: unknown, min: number, max: number, what: string): string[] {
  const all = list(options);
  const found = all.length < min || all.length > max ? [`${what} has ${all.length} options`] : [];
  return [
    ...found,
    ...all.flatMap((option) => [
      ...textFaults(option.text, 75, `${what}: an option`, plainOnly),
      ...(option.description ? textFaults(option.description, 75, `${what}: a description`, plainOnly) : []),
      ...(length(option.value) < 1 || length(option.value) > 150
        ? [`${what}: a value of ${length(option.value)}`]
        : []),
    ]),
  ];
}

function isAmong(chosen: unknown, options: unknown): boolean {
  const all = list(options).map((each) => JSON.stringify(each));
  return list(chosen).every((each) => all.includes(JSON.stringify(each)));
}

function elementFaults(element: Json): string[] {
  const what = String(element.type);
  const found: string[] = [];
  if (length(element.action_id) < 1 || length(element.action_id) > 255) found.push(`${what} has no good action_id`);
  if (element.placeholder) found.push(...textFaults(element.placeholder, 150, `${what}: placeholder`, plainOnly));
  if (Array.isArray(element.initial_options) && element.initial_options.length === 0)
    found.push(`${what} begins empty`);
  switch (element.type) {
    case 'button':
      if (length(element.value) > 2_000) found.push('a button carries too much');
      if (!['primary', 'danger', undefined].includes(element.style as string)) found.push('a button has another style');
      return [...found, ...textFaults(element.text, 75, 'a button', plainOnly)];
    case 'overflow':
      return [...found, ...optionFaults(element.options, 2, 5, what)];
    case 'checkboxes':
    case 'radio_buttons':
      found.push(...optionFaults(element.options, 1, 10, what));
      break;
    case 'static_select':
    case 'multi_static_select':
      found.push(...optionFaults(element.options, 1, 100, what));
      break;
    case 'external_select':
      if (element.initial_option) found.push(...optionFaults([element.initial_option], 1, 1, what));
      return found;
    case 'plain_text_input': {
      const max = Number(element.max_length);
      if (!(max >= 1 && max <= 3_000)) found.push(`max_length ${max}`);
      if (length(element.initial_value) > max) found.push('begins with more than is taken');
      return found;
    }
    case 'email_text_input':
    case 'conversations_select':
      return found;
    case 'file_input':
      if (!(Number(element.max_files) >= 1 && Number(element.max_files) <= 10)) found.push('max_files');
      return found;
    default:
      return [`${what} is no element that we use`];
  }
  const chosen = element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
  if (!isAmong(chosen, element.options)) found.push(`${what} begins with what it has not`);
  return found;
}

function blockFaults(block: Json, surface: 'message' | 'view'): string[] {
  const what = String(block.type);
  const found: string[] = blockTypes[surface].has(what) ? [] : [`${what} in a ${surface}`];
  if (block.block_id !== undefined && (length(block.block_id) < 1 || length(block.block_id) > 255))
    found.push('block_id');
  const elements = [...list(block.elements), ...[block.accessory, block.element].filter(Boolean)] as Json[];
  const interactive = elements.filter(({ type }) => !textTypes.has(String(type)));
  if (new Set(interactive.map(({ action_id }) => action_id)).size < interactive.length)
    found.push('the same action_id');
  found.push(...interactive.flatMap(elementFaults));
  if (block.type === 'header') found.push(...textFaults(block.text, 150, 'a header', plainOnly));
  if (block.type === 'section') {
    if (block.text) found.push(...textFaults(block.text, 3_000, 'a section'));
    const fields = list(block.fields);
    if (!block.text && fields.length === 0) found.push('an empty section');
    if (fields.length > 10) found.push(`${fields.length} fields`);
    found.push(...fields.flatMap((field) => textFaults(field, 2_000, 'a field')));
  }
  if (block.type === 'context') {
    if (elements.length < 1 || elements.length > 10) found.push(`${elements.length} in a context`);
    found.push(...elements.flatMap((each) => textFaults(each, 3_000, 'a context')));
  }
  if (block.type === 'actions' && (elements.length < 1 || elements.length > 25))
    found.push(`${elements.length} actions`);
  if (block.type === 'input') {
    found.push(...textFaults(block.label, 2_000, 'a label', plainOnly));
    if (block.hint) found.push(...textFaults(block.hint, 2_000, 'a hint', plainOnly));
  }
  if (block.type === 'table') {
    const rows = (Array.isArray(block.rows) ? block.rows : []).map(list);
    if (rows.length < 1 || rows.length > 100) found.push(`a table of ${rows.length} rows`);
    if (rows.some((cells) => cells.length !== rows[0]?.length || cells.length > 20))
      found.push('a ragged or wide table');
    if (rows.flat().some((cell) => cell.type !== 'raw_text' || length(cell.text) < 1)) found.push('an empty cell');
    if (rows.flat().reduce((sum, cell) => sum + length(cell.text), 0) > 10_000)
      found.push('a table with too much text');
  }
  return found;
}

function allBlockFaults(blocks: Json[], surface: 'message' | 'view'): string[] {
  const ids = blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  return [
    ...(new Set(ids).size < ids.length ? ['the same block_id'] : []),
    ...blocks.flatMap((block) => blockFaults(block, surface)),
  ];
}

const pings = /<(?:[!@#]|https?:|mailto:)/;

export function messageFaults(message: { text: string; blocks: unknown[] }): string[] {
  const blocks = message.blocks as Json[];
  const found = allBlockFaults(blocks, 'message');
  if (blocks.length < 1 || blocks.length > 50) found.push(`${blocks.length} blocks`);
  if (message.text.trim() === '' || message.text.length > 4_000) found.push(`a text of ${message.text.length}`);
  if (pings.test(message.text) || /<|>|&(?!(?:amp|lt|gt);)/.test(message.text)) found.push('the text is not escaped');
  if (blocks.filter(({ type }) => type === 'table').length > 1) found.push('two tables');
  const size = shownTexts(blocks).join('').length;
  if (size > 13_200) found.push(`msg_blocks_too_long: ${size}`);
  return found;
}

export function viewFaults(view: object): string[] {
  const { type, title, submit, close, private_metadata, callback_id, blocks } = view as Json;
  const all = list(blocks);
  const found = allBlockFaults(all, 'view');
  if (all.length < 1 || all.length > 100) found.push(`${all.length} blocks`);
  if (type === 'modal') {
    found.push(...textFaults(title, 24, 'the title', plainOnly));
    if (close) found.push(...textFaults(close, 24, 'close', plainOnly));
    if (submit) found.push(...textFaults(submit, 24, 'submit', plainOnly));
    if (!submit && all.some((block) => block.type === 'input')) found.push('inputs without submit');
  } else if (type !== 'home' || title || submit || close) found.push(`a view of type ${String(type)}`);
  if (length(private_metadata) > 3_000) found.push('too much private_metadata');
  if (length(callback_id) > 255) found.push('callback_id');
  if (Buffer.byteLength(JSON.stringify(view)) > 250_000) found.push('view_too_large');
  return found;
}

/** Every value that a press on one of these sends, by what is written there. */
export function presses(value: unknown): [string, string][] {
  return everything(value).flatMap(([each]): [string, string][] => {
    const label = String((each.text as Json | undefined)?.text);
    if (each.type === 'button') return [[label, String(each.value)]];
    return each.type === 'overflow'
      ? list(each.options).map((o) => [String((o.text as Json).text), String(o.value)])
      : [];
  });
}

/** What a person reads, without the signs that are not in what was to be said. */
export const bare = (texts: string[]) =>
  texts
    .map((text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'))
    .join('')
    .replace(/[\s*]|\p{Cc}|\p{Cf}|\0|\p{Surrogate}|\ufffd/gu, '');
