export const requestKinds = ['reset', 'access'] as const;
export type RequestKind = (typeof requestKinds)[number];

export const requestStatuses = ['pending', 'approved', 'denied', 'expired', 'withdrawn'] as const;
export type RequestStatus = (typeof requestStatuses)[number];
