/** For how many days what nobody waits for any more is kept; by kind, where a school may want another time. */
export interface Keep {
  days: number;
  /** Of requests, since they were decided. */
  requestDays: number;
  /** Of transfers, since they were made: for so long they can be undone. */
  transferDays: number;
}

/** A school year for what people may come back to. */
export const usualKeep: Keep = { days: 90, requestDays: 365, transferDays: 365 };
