/**
 * The text with digits of every script as 0 to 9, and full-width letters and signs as plain ones. The 2 of a footnote (`17²`) and what
 * else is no digit of a number stay as they are.
 */
export const plainDigits = (text: string): string =>
  // Most texts are plain already, and there are many.
  /^[\x20-\x7e]*$/.test(text)
    ? text
    : text.replace(/\P{No}+/gu, (part) => part.normalize('NFKC')).replace(/\p{Nd}/gu, asciiDigit);

/** Digits come in tens that lie side by side, 0 first: it is as many as stand below it, of its ten. */
function asciiDigit(digit: string): string {
  if (digit <= '9') return digit;
  let value = 0;
  const code = digit.codePointAt(0) ?? 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}
