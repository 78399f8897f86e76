/** Whether there is anything to see. */
export const isVisible = (text: string | undefined): text is string => /[^\s\p{Cc}\p{Cf}]/u.test(text ?? '');

/** A text for a place with little room: at most `max` characters, whole ones, with a sign that some were left out. */
export function shorten(text: string, max: number): string {
  // Bounded first: to part a very long text into its characters takes long.
  const characters = [...text.slice(0, max * 4)];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}
