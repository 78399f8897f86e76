import fc from 'fast-check';

/** Letters that become others by small or capital letters, or when they are normalised, beside plain ones. */
const letter = fc.constantFrom(...'aAkKsSiIzZ0.-+éÉžŽжЖßẞıİſΣσςﬁＫ', '\u212a', '\u0301', '🙂', "'", '\\', '"');

/** What may come as an e-mail, mostly in a few letters, so that two are often alike. */
export const anEmail = fc.oneof(
  fc
    .tuple(fc.array(letter, { minLength: 1, maxLength: 4 }), fc.array(letter, { minLength: 1, maxLength: 3 }))
    .map(([name, host]) => `${name.join('')}@${host.join('')}.example`),
  fc.string({ unit: 'binary' }).filter((s) => !/\0|\p{Cs}/u.test(s)),
);
