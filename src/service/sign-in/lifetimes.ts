const minute = 60;
const day = 24 * 60 * minute;

/** How long what a sign-in gives is good for, in seconds. A session ends after a school day without use, and with the browser. */
export const lifetimes = {
  session: 12 * 60 * minute,
  /** A sign-in that is under way. */
  interaction: 60 * minute,
  code: minute,
  accessToken: 15 * minute,
  idToken: 60 * minute,
  refreshToken: 14 * day,
  grant: 90 * day,
};
