import type { RequestHandler } from 'express';
import type pg from 'pg';
import { type Checks, lookAt } from '../../../adapters/pages/health.ts';
import { fill } from './fill.ts';
import { countRequests } from './http.ts';
import { openInstruments, openStanding } from './instruments.ts';
import { openReadings, type Readings } from './readings.ts';
import { type Recorder, recorderOf } from './recorder.ts';
import { metricsRoute } from './route.ts';

export interface Metrics extends Recorder {
  /** Counts requests: to be used before all that answers. */
  requests: RequestHandler;
  openReadings: typeof openReadings;
  /** `/metrics`, once all is there that it tells of. */
  route(token: string, sources: Sources): RequestHandler;
}

/** What is looked at when someone asks. */
interface Sources {
  /** Those of `/readyz`. */
  checks: Checks;
  /** The connections to the database, by what they are for. */
  pools: Record<string, pg.Pool>;
  readings: Readings;
  /** The tasks of the queue. */
  tasks: string[];
}

/** Longest that a check may take, in milliseconds: as long as the database is waited for beside it. */
const checkMs = 3_000;

/**
 * Measures how the program does, for Prometheus to ask. What happens is counted by this copy of the program for itself; what stands in
 * the database is read when someone asks.
 *
 * @param version of this program
 */
export function openMetrics(version: string): Metrics {
  const instruments = openInstruments(version);
  const standing = openStanding();

  async function text({ checks, pools, readings, tasks }: Sources): Promise<string> {
    const [parts, reading] = await Promise.all([lookAt(checks, checkMs), readings.read()]);
    for (const { name, problem } of parts) instruments.ready.set({ part: name }, problem === undefined ? 1 : 0);
    for (const [pool, { totalCount, idleCount, waitingCount }] of Object.entries(pools)) {
      instruments.connections.set({ pool, state: 'used' }, totalCount - idleCount);
      instruments.connections.set({ pool, state: 'idle' }, idleCount);
      instruments.waiting.set({ pool }, waitingCount);
    }
    instruments.databaseUp.set(reading ? 1 : 0);
    const own = await instruments.registry.metrics();
    // Without the database nothing is known of what stands there: a figure of before would be taken for one of now.
    if (!reading) return own;
    fill(standing, reading, tasks);
    return `${own}\n${await standing.registry.metrics()}`;
  }
  return {
    ...recorderOf(instruments),
    requests: countRequests(instruments),
    openReadings,
    route: (token, sources) => metricsRoute(token, instruments.registry.contentType, () => text(sources)),
  };
}
