import type { Input } from 'adaptivecards';
import type { ChoicesField, Field } from '../../../src/ui/form.ts';
import { controlOf } from './cards.ts';

const boxes = (input: Input | undefined) => [
  ...(controlOf(input)?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? []),
];

/** Ticking an option ticks what it implies, at once; taking the tick away again leaves that as it is. */
export function tickImplied(fields: Field[], inputs: Input[]): void {
  const tie = (field: Field, path: string, sibling: (name: string) => string) => {
    const { kind, implies } = field as ChoicesField;
    if (kind !== 'choices' || !implies) return;
    const target = boxes(inputs.find((input) => input.id === sibling(implies.field)));
    for (const box of boxes(inputs.find((input) => input.id === path))) {
      box.addEventListener('change', () => {
        if (!box.checked) return;
        const wanted = new Set(implies.by[box.value] ?? []);
        for (const other of target) if (wanted.has(other.value)) other.checked = true;
      });
    }
  };
  for (const field of fields) {
    if (field.kind !== 'rows') {
      tie(field, field.name, (name) => name);
      continue;
    }
    const rows = new Set(inputs.flatMap(({ id }) => (id?.startsWith(`${field.name}.`) ? [id.split('.')[1]] : [])));
    for (const row of rows) {
      const prefix = `${field.name}.${row}.`;
      for (const each of field.fields) tie(each, prefix + each.name, (name) => prefix + name);
    }
  }
}
