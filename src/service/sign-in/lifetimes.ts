const minute = 60;
const day = 24 * 60 * minute;

/**
 * How long what a sign-in gives is good for, in seconds. A session ends with the browser, half an hour after its last use, and 12 hours after the
 * password was given, however much it is used: OWASP ASVS 4.0.3, 3.3.2, which asks for more than version 5. The sites' own last as each has it.
 */
export const lifetimes = {
  session: 30 * minute,
  sessionAtMost: 12 * 60 * minute,
  /** A sign-in that is under way. */
  interaction: 60 * minute,
  code: minute,
  accessToken: 15 * minute,
  idToken: 60 * minute,
  refreshToken: 14 * day,
  /** What a site was granted, and so all that it refreshes from it: then the person signs in again. */
  grant: 30 * day,
};
