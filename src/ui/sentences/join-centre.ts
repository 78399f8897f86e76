import { here } from '../speech.ts';

/** What is said where a workspace belongs to no school yet. */
export const connect = {
  title: `This ${here.workspace} is not tied to a school yet`,
  how: 'To connect it, you need the centre number of your school. A coordinator there gets a code by e-mail and passes it on to you.',
  connect: 'Connect a school',
  number: {
    title: 'Connect a school',
    intro: `Which school does this ${here.workspace} belong to? Its coordinators are sent a code.`,
    label: 'Centre number',
    example: 'IN123',
    submit: 'Send code',
    malformed: 'This is not a centre number. It should look like IN123.',
  },
  code: {
    title: 'Enter the code',
    intro: (number: string, goodFor: string) =>
      `If ${number} is a school here, its coordinators get a mail with a code, within ${goodFor} at most. It is good for ${goodFor} from then. Ask one of them for it.`,
    label: 'Code',
    hint: 'Eight letters and digits, such as K7QM-2X9P.',
    submit: 'Connect',
    wrong: 'This is not the code. Check it with your coordinator, and type it again.',
    none: 'There is no code that works now: it was too old, or tried too often. Close this form and ask for a new one.',
  },
  done: (school: string) => `This ${here.workspace} now belongs to ${school}`,
  tied: `This ${here.workspace} belongs to a school already`,
  next: `Type ${here.command('help')} to see what you can do here.`,
};
