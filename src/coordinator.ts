import { askYes } from './program/ask-yes.ts';
import { beside } from './program/beside.ts';
import { coordinatorByOwner } from './program/coordinator.ts';
import { optionsOrStop } from './program/options.ts';

/** `npm run coordinator -- amina@school.example`: a way back in, for whoever owns the server. */
const { words, has, value } = optionsOrStop({
  run: 'npm run coordinator',
  does: 'Makes someone a coordinator, also when nobody else can get in: adds and invites whoever is unknown, raises a teacher or an admin, brings back whoever is suspended. Staffroom may run meanwhile. It is in the audit trail, and all coordinators of the school are told. Passwords and second factors stay as they are. On a terminal it asks before.',
  words: { name: 'E-MAIL [NAME]', says: 'who; the name counts for someone who is new' },
  options: {
    centre: { says: 'the number of the school, where there are several', value: 'IN123' },
    show: { says: 'say what would be done, and change nothing' },
    new: { says: 'add someone, though another has nearly this e-mail; needed off a terminal alone' },
  },
  examples: ['amina@school.example', 'amina@school.example Amina Rahman --centre IN123', 'amina@school.example --show'],
});

async function mayGoOn(plan: string, isDoubtful: boolean): Promise<boolean> {
  console.log(plan);
  if (has('show')) return false;
  if (process.stdin.isTTY) return askYes('Do it?');
  // Nobody is there to be asked, and whoever has a mistyped e-mail would be mailed a coordinator's link.
  if (isDoubtful && !has('new')) throw new Error('If someone new is meant, say so: --new. Nothing was changed.');
  return true;
}

await beside(async (app, config) => {
  const [email, ...name] = words;
  if (!email?.includes('@'))
    throw new Error('Name one person by their e-mail: npm run coordinator -- amina@school.example');
  return coordinatorByOwner(
    app,
    config,
    { email, name: name.join(' ') || undefined, centre: value('centre') },
    mayGoOn,
  );
});
