/** What a link in a mail is for. */
export const linkKinds = ['set-up', 'reset', 'confirm-email', 'confirm-chat'] as const;
export type LinkKind = (typeof linkKinds)[number];

const hour = 3_600_000;

/** How long the page that hands over a secret is good for, in milliseconds: whoever asked for it sits there. */
export const handOverTtlMs = hour / 6;

/** How long a link is good for, in milliseconds; docs/rules.md has all such times. */
export const linkTtlMs: Record<LinkKind, number> = {
  'set-up': 7 * 24 * hour,
  reset: hour,
  'confirm-email': 24 * hour,
  'confirm-chat': 24 * hour,
};
