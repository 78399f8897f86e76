/** What a link in a mail is for. */
export const linkKinds = ['set-up', 'reset', 'confirm-email'] as const;
export type LinkKind = (typeof linkKinds)[number];
