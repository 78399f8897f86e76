export * from './audit.ts';
export * from './centres.ts';
export * from './drafts.ts';
export * from './outbox.ts';
export * from './passwords.ts';
export * from './progression.ts';
export * from './users.ts';
export * from './words.ts';
