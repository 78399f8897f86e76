import { isObject } from '../../../../../src/lib/json.ts';

type Input = Record<string, unknown> & { id: string; type: string };

function inputsIn(card: unknown): Input[] {
  if (Array.isArray(card)) return card.flatMap(inputsIn);
  if (!isObject(card)) return [];
  if (String(card.type).startsWith('Input.')) return [card as Input];
  return Object.entries(card).flatMap(([key, value]) => (key === 'data' ? [] : inputsIn(value)));
}

/** What the inputs hold when the card is shown first. */
export function initialValues(card: unknown): Record<string, string> {
  return Object.fromEntries(
    inputsIn(card).flatMap((input) => {
      if (input.type === 'Input.Toggle') return [[input.id, String(input.value ?? input.valueOff ?? 'false')]];
      return input.value === undefined || input.value === '' ? [] : [[input.id, String(input.value)]];
    }),
  );
}

export const searches = (input: Input) => isObject(input['choices.data']) || isObject(input.choicesData);

export function inputOf(card: unknown, id: string): Input {
  const all = inputsIn(card);
  const found = all.find((each) => each.id === id);
  if (!found) throw new Error(`No input “${id}”; there are: ${all.map((each) => each.id).join(', ')}`);
  return found;
}

/**
 * @param suggested values that a search in this input gave
 * @throws Error where Teams would not let a person put that in
 */
export function checkValue(input: Input, value: string, suggested: string[]): void {
  const max = Number(input.maxLength ?? Number.POSITIVE_INFINITY);
  if (input.type === 'Input.Text' && value.length > max) throw new Error(`“${input.id}” takes ${max} characters`);
  if (input.type === 'Input.Toggle') {
    const offered = [String(input.valueOn ?? 'true'), String(input.valueOff ?? 'false')];
    if (!offered.includes(value)) throw new Error(`“${input.id}” is ${offered.join(' or ')}`);
  }
  if (input.type !== 'Input.ChoiceSet' || value === '') return;
  const choices = (Array.isArray(input.choices) ? input.choices : []) as { value: string }[];
  const offered = [...choices.map((each) => each.value), ...suggested];
  const picked = input.isMultiSelect ? value.split(',') : [value];
  const wrong = picked.find((each) => !offered.includes(each));
  if (wrong !== undefined) {
    throw new Error(
      `“${wrong}” can't be chosen in “${input.id}”; there is: ${offered.join(' | ') || 'nothing, search'}`,
    );
  }
}

/** Ids of inputs that the card itself wants filled before anything is sent. */
export function missing(card: unknown, values: Record<string, string>): string[] {
  return inputsIn(card)
    .filter((input) => input.isRequired === true && !values[input.id])
    .map(({ id }) => id);
}

/** A button's data with the inputs' values in it: those left empty send nothing. */
export function merged(action: Record<string, unknown>, values: Record<string, string>): unknown {
  const { data, associatedInputs } = action;
  if (typeof data === 'string') return data;
  const filled = associatedInputs === 'none' ? [] : Object.entries(values).filter(([, value]) => value !== '');
  return { ...(isObject(data) ? structuredClone(data) : {}), ...Object.fromEntries(filled) };
}
