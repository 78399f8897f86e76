export const roles = ['coordinator', 'admin', 'teacher'] as const;
export type Role = (typeof roles)[number];

export const statuses = ['invited', 'active', 'suspended', 'deleted'] as const;
export type Status = (typeof statuses)[number];
