/**
 * How long it is good for what a chat said of a person when they were looked up, in milliseconds; sooner when it tells of a
 * change. Nobody is believed to be someone, and nothing is sent to them, by an older look.
 */
export const lookTtlMs = 5 * 60_000;
