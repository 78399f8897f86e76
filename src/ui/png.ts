import { crc32, deflateSync } from 'node:zlib';

/** Five by seven dots each, a row of dots five bits. */
const digits = [
  [14, 17, 19, 21, 25, 17, 14],
  [4, 12, 4, 4, 4, 4, 14],
  [14, 17, 1, 2, 4, 8, 31],
  [31, 2, 4, 2, 1, 17, 14],
  [2, 6, 10, 18, 31, 2, 2],
  [31, 16, 30, 1, 1, 17, 14],
  [6, 8, 16, 30, 17, 17, 14],
  [31, 1, 2, 4, 8, 8, 8],
  [14, 17, 17, 14, 17, 17, 14],
  [14, 17, 17, 15, 1, 2, 12],
];
const dot = 2;
/** Of one digit and the space after it, in pixels. */
const advance = 6 * dot;
/** How wide and high a number is, in pixels. */
const widthOf = (n: number) => String(Math.round(n)).length * advance - dot;
export const digitHeight = 7 * dot;

/**
 * A picture of few colours, drawn in rectangles: all that a small chart needs, without a drawing library.
 *
 * @param palette colours as `#rrggbb`; the first is the ground
 */
export function drawing(width: number, height: number, palette: string[]) {
  const pixels = new Uint8Array(width * height);
  /** Fills a rectangle; what lies outside of the picture is left out. */
  const rect = (x: number, y: number, w: number, h: number, colour: number) => {
    const [left, right] = [Math.max(0, Math.round(x)), Math.min(width, Math.round(x + w))];
    for (let row = Math.max(0, Math.round(y)); row < Math.min(height, Math.round(y + h)); row += 1) {
      if (right > left) pixels.fill(colour, row * width + left, row * width + right);
    }
  };
  return {
    rect,
    widthOf,
    /** Writes a whole number, its middle at x. */
    number: (n: number, x: number, y: number, colour: number) => {
      const text = String(Math.round(n));
      const start = x - widthOf(n) / 2;
      for (const [i, digit] of [...text].entries()) {
        for (const [row, bits] of (digits[Number(digit)] ?? []).entries()) {
          for (let column = 0; column < 5; column += 1) {
            if (bits & (16 >> column)) rect(start + i * advance + column * dot, y + row * dot, dot, dot, colour);
          }
        }
      }
    },
    /** The picture as a PNG file. */
    png: () => encode(width, height, pixels, palette),
  };
}

/** A PNG with a palette: https://www.w3.org/TR/png, colour type 3, a byte for each pixel. */
function encode(width: number, height: number, pixels: Uint8Array, palette: string[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  // Each line begins with the number of its filter: none.
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    lines.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const colours = Buffer.from(palette.map((c) => c.slice(1)).join(''), 'hex');
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
