/**
 * The pause after so many failures in a row, each twice as long as the one before, in milliseconds. Up to half of it is left to chance, so
 * that what failed at once is not tried at once.
 */
export function pauseAfter({ firstMs, maxMs }: { firstMs: number; maxMs: number }, tries: number): number {
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(tries - 1, 30));
  return Math.round(whole * (1 - Math.random() / 2));
}
