/** Names of things, the field's own, and how they are counted and listed. */

export const siteNames = {
  hub: 'School Support Hub',
  primary: 'Cambridge Primary support site',
  'lower-secondary': 'Cambridge Lower Secondary support site',
  'test-maker': 'Test Maker',
  'resource-plus': 'Resource Plus',
  'results-analysis': 'Results Analysis',
  forums: 'Online discussion forums',
} as const;

export const programmeNames = {
  primary: 'Cambridge Primary',
  'lower-secondary': 'Cambridge Lower Secondary',
  'upper-secondary': 'Cambridge Upper Secondary',
  advanced: 'Cambridge Advanced',
  'global-perspectives': 'Cambridge Global Perspectives',
} as const;

/** What a programme is made of, where its name alone may not say. */
export const programmeHints: Partial<Record<keyof typeof programmeNames, string>> = {
  'upper-secondary': 'IGCSE, O Level',
  advanced: 'AS & A Level, Pre-U, AICE Diploma, IPQ',
};

export const roleNames = { coordinator: 'Coordinator', admin: 'Admin', teacher: 'Teacher' } as const;

export const aRole = { coordinator: 'a coordinator', admin: 'an admin', teacher: 'a teacher' } as const;

export const statusNames = {
  invited: 'Invited',
  active: 'Active',
  suspended: 'Suspended',
  deleted: 'Deleted',
} as const;

/** `1 test`, `12 tests`, `1,000 people` with `person`, `people`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}

export const people = (n: number) => count(n, 'person', 'people');

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], joiner = 'and'): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${joiner} ${items.at(-1)}`;
}

export const sites = (keys: readonly (keyof typeof siteNames)[]) => listed(keys.map((k) => siteNames[k]));
