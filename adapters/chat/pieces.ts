const segmenter = new Intl.Segmenter();

/** How much of a limit a text takes: never less than its length. */
type Size = (text: string) => number;

const fits = (text: string, max: number, sizeOf: Size) => text.length <= max && sizeOf(text) <= max;

/** As much of a text's beginning as fits, up to a word's end where one is in its last half, else to a character's. */
function beginning(text: string, max: number, sizeOf: Size): string {
  let [fitting, tooLong] = [0, Math.min(text.length, max) + 1];
  while (fitting + 1 < tooLong) {
    const middle = (fitting + tooLong) >> 1;
    if (sizeOf(text.slice(0, middle)) <= max) fitting = middle;
    else tooLong = middle;
  }
  // To part a long text into all its characters takes long: only the last is asked where it begins.
  const end = segmenter.segment(text.slice(0, max + 1)).containing(fitting)?.index ?? fitting;
  let word = end;
  while (word > end / 2 && !/\s/.test(text[word - 1] ?? '')) word -= 1;
  if (end > 0) return text.slice(0, word > end / 2 ? word : end);
  // One character, made of more parts than fit.
  let part = '';
  for (const point of text) {
    if (sizeOf(part + point) > max) break;
    part += point;
  }
  return part;
}

/** The text in as few parts as fit; put together again they are the text. */
export function pieces(text: string, max: number, sizeOf: Size): string[] {
  const parts: string[] = [];
  let rest = text;
  while (!fits(rest, max, sizeOf)) {
    const part = beginning(rest, max, sizeOf);
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return [...parts, rest];
}

/** The text, or as much as fits with a sign that some was left out. */
export const cut = (text: string, max: number, sizeOf: Size): string =>
  fits(text, max, sizeOf) ? text : `${beginning(text, max - 1, sizeOf).trimEnd()}…`;
