export const roles = ['coordinator', 'admin', 'teacher'] as const;
export type Role = (typeof roles)[number];

export const statuses = ['invited', 'active', 'suspended', 'deleted'] as const;
export type Status = (typeof statuses)[number];

/** The letters of names that are written with the family name first, as ranges that JavaScript and PostgreSQL read alike. */
const han = '\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u{20000}-\u{323af}';
const hangul = '\uac00-\ud7a3';
const kana = '\u3041-\u3096\u30a1-\u30fa\u30fc';

/** Names that are shown so: in one, of Chinese or Korean signs; with a blank, where Japanese ones are among them. Both parts of a name match. */
export const familyNameFirst = {
  inOne: [`^[${han}]+$`, `^[${hangul}]+$`],
  withBlank: `^[${han}${hangul}${kana}]+$`,
};

const inOne = familyNameFirst.inOne.map((letters) => new RegExp(letters, 'u'));
const withBlank = new RegExp(familyNameFirst.withBlank, 'u');

/** Whether it is written in such letters alone. */
export const hasFamilyNameFirst = (name: string): boolean => withBlank.test(name);

/**
 * The one way to show someone's name: whoever has one name has no last one, and 李 明 is 李明. `fullNameOf` in
 * src/service/people/columns.ts is the same in SQL.
 */
export function fullName({ firstName, lastName }: { firstName: string; lastName: string }): string {
  const areIn = (letters: RegExp) => letters.test(firstName) && letters.test(lastName);
  if (inOne.some(areIn)) return lastName + firstName;
  return areIn(withBlank) ? `${lastName} ${firstName}` : `${firstName} ${lastName}`.trimEnd();
}
