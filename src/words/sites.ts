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

/** What people call the sites, beside their keys and names; in small letters. */
export const siteWords: Record<Site, readonly string[]> = {
  hub: ['hub', 'support hub', 'school support hub'],
  primary: ['primary', 'cambridge primary', 'primary support', 'cambridge primary support'],
  'lower-secondary': [
    'lower secondary',
    'cambridge lower secondary',
    'lower secondary support',
    'cambridge lower secondary support',
  ],
  'test-maker': ['test maker'],
  'resource-plus': ['resource plus'],
  'results-analysis': ['results analysis'],
  forums: ['forum', 'discussion forum', 'online forum', 'online discussion forum'],
};

/** The sites that hold progression data. */
export const dataSites = ['primary', 'lower-secondary'] as const satisfies Site[];
export type DataSite = (typeof dataSites)[number];
