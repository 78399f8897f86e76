/** Whether it is a centre number as it is stored: `IN123`. It says nothing about whether there is such a centre. */
export const isCentreNumber = (text: string): boolean => /^[A-Z]{2}\d{3,6}$/.test(text);

/**
 * A centre number from however it was typed: `in 123` is `IN123`.
 *
 * @returns nothing for what can be none
 */
export function centreNumberIn(typed: string): string | undefined {
  const number = typed.toUpperCase().replace(/[\s-]/g, '');
  return isCentreNumber(number) ? number : undefined;
}
