/** How a text begins that says in which encoding it is. */
const marks = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/**
 * The text in a file such as `.env`: UTF-8, or UTF-16 as Windows' programs save it, with a mark at its beginning or without.
 *
 * @param name of the file, for that sentence
 * @throws Error with a sentence, where it is in another encoding
 */
export function decode(bytes: Uint8Array, name = '.env'): string {
  const { encoding } = formOf(bytes);
  try {
    // Node's decoder knows the order of bytes of UTF-16 that Windows uses in all its builds, and the other not in all.
    const isSwapped = encoding === 'utf-16be';
    const text = new TextDecoder(isSwapped ? 'utf-16le' : encoding, { fatal: true }).decode(
      isSwapped ? Buffer.from(bytes).swap16() : bytes,
    );
    if (!text.includes('\0')) return text;
  } catch {
    // Said below: these bytes are no text in that encoding.
  }
  throw new Error(`${name}: this file is not UTF-8 text. Save it as UTF-8: in Notepad with Save as, Encoding.`);
}

/**
 * A text in the encoding in which a file was read, with its mark where it had one.
 *
 * @param file that was decoded
 */
export function encodeLike(file: Uint8Array, text: string): Buffer {
  const { encoding, mark } = formOf(file);
  const bytes = Buffer.from(text, encoding === 'utf-8' ? encoding : 'utf-16le');
  return Buffer.concat([Buffer.from(mark), encoding === 'utf-16be' ? bytes.swap16() : bytes]);
}

function formOf(bytes: Uint8Array) {
  const marked = marks.find((mark) => mark.bytes.every((byte, n) => bytes[n] === byte));
  return { encoding: marked?.encoding ?? guess(bytes), mark: marked?.bytes ?? [] };
}

/** Without a mark: the names of settings are ASCII, so that of UTF-16 every second byte of a name is 0. */
function guess([first, second]: Uint8Array) {
  if (first === 0 && second !== 0) return 'utf-16be';
  return second === 0 && first !== 0 ? 'utf-16le' : 'utf-8';
}
