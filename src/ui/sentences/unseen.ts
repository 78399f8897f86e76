/** Signs that can't be seen, as an IT person would look them up. */
const names: Record<number, string> = {
  160: 'a no-break space',
  173: 'a soft hyphen',
  8203: 'a zero-width space',
  8204: 'a zero-width non-joiner',
  8205: 'a zero-width joiner',
  8206: 'a direction mark',
  8207: 'a direction mark',
  8288: 'a word joiner',
  65279: 'a byte-order mark',
};

/** @param sign its number in Unicode */
export const unseenSign = (sign: number): string =>
  names[sign] ?? `the sign U+${sign.toString(16).toUpperCase().padStart(4, '0')}`;
