const hour = 3_600_000;

/** For how long a change of many can be undone, in milliseconds: an address that was someone's this morning still is. */
export const undoMs = 24 * hour;

/** For how long it is believed what a workspace said of someone's new e-mail, in milliseconds. */
export const vouchedMs = 7 * 24 * hour;
