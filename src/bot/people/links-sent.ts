import type { Person } from '../../service/people/person.ts';
import type { Card } from '../../ui/card.ts';
import type { PersonNames } from '../../ui/sentences/people.ts';
import { buttonTo } from '../buttons.ts';
import type { Call } from '../command.ts';
import { doneForEach } from './many.ts';
import { namesOf } from './names.ts';

/** What is said of a link that is on its way to one, and of those on their way to several. */
interface Sentences {
  done(w: PersonNames): string;
  next(email: string): string;
  doneSeveral(n: number): string;
  nextSeveral: string;
}

/** The answer when each of these was sent a link of their own. */
export async function linksSentCard(call: Call, sent: Person[], say: Sentences): Promise<Card> {
  const [one, other] = sent;
  if (one && !other)
    return {
      title: say.done(namesOf(one)),
      tone: 'good',
      text: [say.next(one.email)],
      buttons: buttonTo(call, 'show', { person: one }),
    };
  return doneForEach(call, sent, {
    title: say.doneSeveral(sent.length),
    text: [say.nextSeveral],
    row: (person) => ({ detail: person.email, buttons: buttonTo(call, 'show', { person }) }),
  });
}
