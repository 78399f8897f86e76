import { light } from './looks.ts';
import { digitHeight, drawing } from './png.ts';

/** How a set of marks lies, in percent of the maximum. */
export interface Spread {
  min: number;
  lower: number;
  median: number;
  upper: number;
  max: number;
}

const [ground, grid, box, line, words] = [0, 1, 2, 3, 4];
const palette = [light.surface, light.line, '#a9cfe6', light.accent, '#3c4a57'];

/** Twice as many pixels as it is shown with, for sharp screens. */
const size = { width: 680, height: 300 };
const left = 60;
const top = 16;
const bottom = size.height - 36;

/**
 * Spreads beside each other, as boxes: from the lower to the upper quartile, with the median as a line, and whiskers to
 * the lowest and highest mark. Each has its number below it, from 1; what the numbers mean is for the card to say.
 */
export function boxChart(spreads: Spread[]): Buffer {
  const d = drawing(size.width, size.height, palette);
  const y = (percent: number) => bottom - (percent / 100) * (bottom - top);
  d.rect(0, 0, size.width, size.height, ground);
  for (const percent of [0, 25, 50, 75, 100]) {
    d.rect(left, y(percent), size.width - left - 12, 2, grid);
    d.number(percent, left / 2, y(percent) - digitHeight / 2, words);
  }
  const room = (size.width - left - 12) / Math.max(1, spreads.length);
  const width = Math.min(72, room * 0.6);
  for (const [i, s] of spreads.entries()) {
    const middle = left + room * (i + 0.5);
    d.rect(middle - 1, y(s.max), 2, y(s.min) - y(s.max), line);
    for (const end of [s.min, s.max]) d.rect(middle - width / 4, y(end) - 1, width / 2, 3, line);
    d.rect(middle - width / 2, y(s.upper) - 2, width, y(s.lower) - y(s.upper) + 4, line);
    d.rect(middle - width / 2 + 2, y(s.upper), width - 4, y(s.lower) - y(s.upper), box);
    d.rect(middle - width / 2, y(s.median) - 2, width, 5, line);
    d.number(i + 1, middle, bottom + 12, words);
  }
  return d.png();
}
