import type { Filter } from '../../service/people/list.ts';
import { roleNames, siteNames, statusNames } from '../../ui/sentences/names.ts';
import { choice, text } from '../inputs.ts';

const { deleted: _, ...liveStatuses } = statusNames;

/** How a list is narrowed: by words and by what people are. */
export const filterInputs = {
  words: text({ label: 'Name or e-mail', hint: 'Any part of it.', max: 200, line: 'words' }),
  status: choice({ label: 'Status', options: liveStatuses }),
  role: choice({ label: 'Role', options: roleNames }),
  site: choice({ label: 'Site', options: siteNames }),
};

/** The filters in force, as people read them. */
export function filterWords({ status, role, site }: Filter): string[] {
  return [status && statusNames[status], role && roleNames[role], site && siteNames[site]].filter(
    (w) => w !== undefined,
  );
}
