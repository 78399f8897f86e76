/**
 * A centre number as it is stored, from however it was typed: `in 123` is `IN123`.
 *
 * @returns nothing for what can be none; it says nothing about whether there is such a centre
 */
export function centreNumberIn(typed: string): string | undefined {
  const number = typed.toUpperCase().replace(/[\s-]/g, '');
  return /^[A-Z]{2}\d{3,6}$/.test(number) ? number : undefined;
}
