const minute = 60;
const day = 24 * 60 * minute;

/**
 * How long what a sign-in gives is good for, in seconds. A session ends with the browser, after a school day without use, and
 * a day after the password was given, however much it is used (the longest that NIST SP 800-63B-4, 2.2.3, asks for with two factors).
 */
export const lifetimes = {
  session: 12 * 60 * minute,
  sessionAtMost: day,
  /** A sign-in that is under way. */
  interaction: 60 * minute,
  code: minute,
  accessToken: 15 * minute,
  idToken: 60 * minute,
  refreshToken: 14 * day,
  /** What a site was granted, and so all that it refreshes from it: then the person signs in again. */
  grant: 30 * day,
};
