/** What a directory can be told that stands in its way, beside what anyone can. The catalogue has a sentence for each. */
export interface DirectoryRefusals {
  'user-name-missing': Record<string, never>;
  'user-name-long': { max: number };
  'user-name-used': Record<string, never>;
  'user-name-no-email': Record<string, never>;
  'external-id-long': { max: number };
  'external-id-used': Record<string, never>;
  'member-unknown': { id: string };
  'members-many': { max: number };
  'filter-path': { path: string };
  'filter-value': { path: string };
  'sort-path': { path: string };
  'version-other': Record<string, never>;
}

export class DirectoryRefusal<C extends keyof DirectoryRefusals = keyof DirectoryRefusals> extends Error {
  readonly code: C;
  readonly params: DirectoryRefusals[C];

  constructor(code: C, params: DirectoryRefusals[C]) {
    super(code);
    this.code = code;
    this.params = params;
  }
}
