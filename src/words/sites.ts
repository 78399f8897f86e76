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
