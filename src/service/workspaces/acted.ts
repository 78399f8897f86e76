import { LRUCache } from 'lru-cache';
import type { Actor } from '../context.ts';

/** More people than one copy of the program answers within that time. */
const max = 5_000;
/** Longer than it takes until what someone did is answered, or left to the queue, in milliseconds. */
const ttlMs = 2 * 60_000;

const acted = new LRUCache<string, Actor>({ max, ttl: ttlMs });
const keyOf = (workspaceId: string, person: string) => `${workspaceId} ${person}`;

/** Someone does something in a chat, as this user. @param person the platform's id of them */
export const noteActed = (workspaceId: string, person: string, actor: Actor): void =>
  void acted.set(keyOf(workspaceId, person), actor);

/**
 * As which user, and with which rights, someone did what is being answered: also where their tie to the account ended since, or
 * the rights were taken from them. Nothing for someone who has no account.
 */
export const actedLately = (workspaceId: string, person: string): Actor | undefined =>
  acted.get(keyOf(workspaceId, person));
