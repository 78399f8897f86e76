/** Where people talk to Staffroom. */
export const platforms = ['playground', 'slack', 'teams'] as const;
export type Platform = (typeof platforms)[number];
