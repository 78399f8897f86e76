/** The id of the element that says what is wrong with a field, so that a page can tie it to the field. */
export function errorId(path: string): string {
  return `${path}~error`;
}

/** The id of the element that says what a field is for. */
export function hintId(path: string): string {
  return `${path}~hint`;
}
