export const sites = [
  'hub',
  'primary',
  'lower-secondary',
  'test-maker',
  'resource-plus',
  'results-analysis',
  'forums',
] as const;
export type Site = (typeof sites)[number];

/** The sites that hold progression data. */
export const dataSites = ['primary', 'lower-secondary'] as const satisfies Site[];
export type DataSite = (typeof dataSites)[number];
