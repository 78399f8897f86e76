/** Whoever came to a site within so many days came lately. */
export const lateDays = 30;

/** So many days someone is let be after a reminder, or an invitation. */
export const remindedDays = 7;
