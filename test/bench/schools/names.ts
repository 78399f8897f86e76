/** Who is who in the schools: all is told by two numbers, of the school and of the person in it. */

/** The numbers of those who act: one coordinator, nine admins, and the teachers who use the chat. */
export const coordinator = 0;
export const admins = 9;
/** So many of a school have been in the chat before. */
export const inChat = 300;

export interface Who {
  school: number;
  person: number;
}

export const teamOf = (school: number) => `T${String(school).padStart(6, '0')}`;
export const slackIdOf = ({ school, person }: Who) => `U${school}N${person}`;
export const emailOf = ({ school, person }: Who) => `p${person}@s${school}.example`;
/** Undoes {@link slackIdOf}. */
export function whoIs(slackId: string): Who {
  const [, school, person] = /^U(\d+)N(\d+)$/.exec(slackId) ?? [];
  return { school: Number(school), person: Number(person) };
}
