/** The id of the element that says what is wrong with a field, so that a page can tie it to the field. */
export const errorId = (path: string) => `${path}~error`;

/** The id of the element that says what a field is for. */
export const hintId = (path: string) => `${path}~hint`;
