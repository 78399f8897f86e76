import { base } from './style/base.ts';
import { cards } from './style/cards.ts';
import { dialogs } from './style/dialogs.ts';
import { mail } from './style/mail.ts';
import { talk } from './style/talk.ts';

/** The page's style sheet, as text in the code so that it goes wherever the code goes. */
export const style = [base, talk, cards, dialogs, mail].join('\n');
