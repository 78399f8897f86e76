export const roles = ['coordinator', 'admin', 'teacher'] as const;
export type Role = (typeof roles)[number];

export const statuses = ['invited', 'active', 'suspended', 'deleted'] as const;
export type Status = (typeof statuses)[number];

/** The one way to show someone's name: whoever has one name has no last one. */
export const fullName = (p: { firstName: string; lastName: string }): string =>
  `${p.firstName} ${p.lastName}`.trimEnd();
