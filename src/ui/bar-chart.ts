import { light } from './looks.ts';
import { digitHeight, drawing } from './png.ts';

/** A bar in three parts, as numbers of the same things. */
export interface Bar {
  full: number;
  half: number;
  none: number;
}

const [ground, grid, half, full, words, white] = [0, 1, 2, 3, 4, 5];
const palette = [light.surface, light.line, '#a9cfe6', light.accent, '#3c4a57', '#ffffff'];

/** Twice as many pixels as it is shown with, for sharp screens. */
const width = 680;
const left = 56;
const right = width - 72;
const top = 20;
const pitch = 44;
const thick = 28;
/** Of the stripes, by which the last part is told without its colour. */
const stripe = 8;
/** A number needs so much room on either side. */
const margin = 8;

/**
 * Bars below each other, each in its three parts: filled, half filled and striped, with how many that is in it where there is room, and of
 * how many in all behind it. Each has its number before it, from 1; what the numbers mean is for the card to say.
 */
export function barChart(bars: Bar[]): Buffer {
  const height = top * 2 + bars.length * pitch - (pitch - thick);
  const d = drawing(width, height, palette);
  const totals = bars.map((b) => b.full + b.half + b.none);
  const scale = (right - left) / Math.max(1, ...totals);
  d.rect(0, 0, width, height, ground);
  d.rect(left - 2, top - 8, 2, height - 2 * top + 16, grid);
  for (const [i, { full: came, half: before, none }] of bars.entries()) {
    const y = top + i * pitch;
    const text = y + (thick - digitHeight) / 2;
    d.number(i + 1, left / 2, text, words);
    let x = left;
    for (const [n, draw, ink] of [
      [came, solid(full), white],
      [before, solid(half), words],
      [none, striped, words],
    ] as const) {
      const w = n * scale;
      draw(d, x, y, w);
      if (n > 0 && w >= d.widthOf(n) + (draw === striped ? 4 : 2) * margin) {
        // On stripes a number could not be read.
        if (draw === striped)
          d.rect(x + w / 2 - d.widthOf(n) / 2 - margin, y + 2, d.widthOf(n) + 2 * margin, thick - 4, ground);
        d.number(n, x + w / 2, text, ink);
      }
      x += w;
    }
    const total = totals[i] ?? 0;
    d.number(total, Math.min(x + 14 + d.widthOf(total) / 2, width - d.widthOf(total) / 2 - 4), text, words);
  }
  return d.png();
}

type Drawing = ReturnType<typeof drawing>;

const solid = (colour: number) => (d: Drawing, x: number, y: number, w: number) =>
  d.rect(x, y, Math.max(0, w - 2), thick, colour);

/** A frame with upright lines in it. */
function striped(d: Drawing, x: number, y: number, w: number): void {
  const end = x + w - 2;
  if (end <= x) return;
  for (let at = x; at < end; at += stripe) d.rect(at, y, 2, thick, words);
  for (const [fx, fy, fw, fh] of [
    [x, y, end - x, 2],
    [x, y + thick - 2, end - x, 2],
    [end - 2, y, 2, thick],
  ] as const)
    d.rect(fx, fy, fw, fh, words);
}
