/** Longest address, in characters: RFC 5321 takes 256 with the brackets around it. */
export const maxEmail = 254;

const form =
  /^[^\s\p{Cc}\p{Cf}\p{Z}@<>(),;:"\\[\]]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;

/**
 * Whether it is one address, as people write it: nothing that a mail server would have to guess at, no display name, no
 * line breaks. Narrower than the standards: quoted local parts and addresses without a dot in the domain are none, as
 * every school's own are without them.
 */
export const isEmail = (text: string): boolean =>
  text.length <= maxEmail && form.test(text) && !/^\.|\.\.|\.@/.test(text);
