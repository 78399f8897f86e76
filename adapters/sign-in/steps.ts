/**
 * What comes of a step of a sign-in.
 *
 * - `done`: they are signed in
 * - `second_factor`: the password was right, and a second factor is asked for
 * - `wrong`, `second_factor_wrong`: it was not right
 * - `locked`: there were too many tries
 * - `suspended`: the password was right, the account is closed
 */
export const signInSteps = ['done', 'second_factor', 'wrong', 'second_factor_wrong', 'locked', 'suspended'] as const;
export type SignInStep = (typeof signInSteps)[number];

/** Told of each step; nothing waits for it. */
export type OnSignIn = (step: SignInStep) => void;
