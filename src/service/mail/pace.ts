import type { mailServer } from '../../../db/schema/index.ts';
import type { Hold, MailPace } from '../../words/mail-server.ts';

type MailServer = typeof mailServer.$inferSelect;

/** How long the server is let be after it took nothing of ours, in milliseconds: the first pause, and the longest. */
export const pausesOf: Record<Hold, { firstMs: number; maxMs: number }> = {
  setting: { firstMs: 15_000, maxMs: 15 * 60_000 },
  quota: { firstMs: 15 * 60_000, maxMs: 60 * 60_000 },
  pace: { firstMs: 10_000, maxMs: 10 * 60_000 },
  connections: { firstMs: 5_000, maxMs: 5 * 60_000 },
  away: { firstMs: 5_000, maxMs: 5 * 60_000 },
};

/** How long a mail waits that was refused for now, in milliseconds; greylists let through who comes again after some minutes. */
export const pausesOfMail = { firstMs: 5 * 60_000, maxMs: 4 * 3_600_000 };

/** How often such a mail is tried: with those pauses, for five to seven days. */
export const maxTries = 50;

/** How far ahead of its time a mail may go, in milliseconds: the queue looks once a second. */
const aheadMs = 1_000;

/** How long a pace is kept before more is tried, in milliseconds. */
const keptMs = 60_000;

/** What a server that said nothing of a number is taken to allow at most: beyond it there is none. */
const noLimit = 600;

/** Where the server was asked too often, what it is to be asked from now on. @param taken how many mails it took in the last minute */
export function slower(why: Hold, server: MailServer, pace: MailPace, taken: number, now: Date): Partial<MailServer> {
  const { connections, perMinute, failingSince } = server;
  // While it takes nothing, being refused again says no more than the first time.
  if (failingSince) return {};
  if (why === 'connections')
    return {
      connections: Math.max(1, Math.floor(Math.min(connections ?? pace.connections, pace.connections) / 2)),
      paceSince: now,
    };
  // Of a server that took none nothing is learnt but that it wants to be let be.
  if (why !== 'pace' || taken === 0) return {};
  return { perMinute: Math.max(1, Math.floor(Math.min(taken, perMinute ?? taken) * 0.75)), paceSince: now };
}

/** A while after it was made slower, a step back; nothing where it is too soon, or there is none to make. */
export function quicker(server: MailServer, pace: MailPace, now: Date): Partial<MailServer> | undefined {
  const { connections, perMinute, paceSince } = server;
  if (connections === null && perMinute === null) return undefined;
  if (paceSince && now.getTime() - paceSince.getTime() < keptMs) return undefined;
  const more = connections === null ? null : connections + 1;
  const faster = perMinute === null ? null : Math.ceil(perMinute * 1.25);
  return {
    connections: more !== null && more >= pace.connections ? null : more,
    perMinute: faster !== null && faster >= (pace.perMinute ?? noLimit) ? null : faster,
    paceSince: now,
  };
}

/** How many mails are sent at once: while the server takes none, one, to see whether it does again. */
export const lanes = ({ failingSince, connections }: MailServer, pace: MailPace): number =>
  failingSince ? 1 : Math.min(connections ?? pace.connections, pace.connections);

/**
 * Takes the next place where only so many mails may go in a minute.
 *
 * @returns whether one may go now; and when the next may, or this one where it may not yet
 */
export function nextPlace(server: MailServer, pace: MailPace, now: Date): { go: boolean; at: Date | null } {
  const perMinute = Math.min(server.perMinute ?? Number.POSITIVE_INFINITY, pace.perMinute ?? Number.POSITIVE_INFINITY);
  if (perMinute === Number.POSITIVE_INFINITY) return { go: true, at: null };
  const at = Math.max(server.nextMailAt?.getTime() ?? 0, now.getTime() - aheadMs);
  const go = at <= now.getTime() + aheadMs;
  return { go, at: new Date(go ? at + 60_000 / perMinute : at) };
}
