/** Names of things, the field's own. */

import type { DataSite } from '../../words/sites.ts';
import { listed } from '../formats.ts';

export const siteNames = {
  hub: 'School Support Hub',
  primary: 'Cambridge Primary support site',
  'lower-secondary': 'Cambridge Lower Secondary support site',
  'test-maker': 'Test Maker',
  'resource-plus': 'Resource Plus',
  'results-analysis': 'Results Analysis',
  forums: 'Online discussion forums',
} as const;

/** Those of the sites that hold progression data. */
export const dataSiteNames = {
  primary: siteNames.primary,
  'lower-secondary': siteNames['lower-secondary'],
} satisfies Record<DataSite, string>;

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

/** Of several. */
export const someRoles = { coordinator: 'coordinators', admin: 'admins', teacher: 'teachers' } as const;

export const aRole = { coordinator: 'a coordinator', admin: 'an admin', teacher: 'a teacher' } as const;

export const statusNames = {
  invited: 'Invited',
  active: 'Active',
  suspended: 'Suspended',
  deleted: 'Deleted',
} as const;

export const sites = (keys: readonly (keyof typeof siteNames)[]) => listed(keys.map((k) => siteNames[k]));
