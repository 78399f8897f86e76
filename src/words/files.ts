/** Largest file that any command takes, in bytes: 50,000 results with a few strands are some 5 MB. */
export const maxFileBytes = 8_000_000;
