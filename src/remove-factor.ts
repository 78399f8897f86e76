import { beside } from './program/beside.ts';
import { optionsOrStop } from './program/options.ts';
import { Refusal } from './service/errors.ts';
import { removeForOwner } from './service/second-factor/remove.ts';
import { sentenceOutside } from './ui/sentences/sentence.ts';

/**
 * `npm run remove-factor -- amina@school.example`: takes away the second factor of a coordinator whom no other can help. It is in
 * the trail, and they are told by mail.
 */
const { words } = optionsOrStop({
  run: 'npm run remove-factor',
  does: 'Takes away the second factor of a coordinator whom no other coordinator can help. It is in the audit trail, and they are told by mail. At the next sign-in they set up another.',
  words: { name: 'E-MAIL', says: 'whose it is' },
  examples: ['amina@school.example'],
});

await beside(async (app) => {
  const [email, ...more] = words;
  if (!email || more.length > 0)
    throw new Error('Name one account by its e-mail: npm run remove-factor -- amina@school.example');
  try {
    await removeForOwner(app, email);
  } catch (error) {
    throw error instanceof Refusal ? new Error(sentenceOutside(error)) : error;
  }
  return `${email} has no second factor now, and sets up another at the next sign-in.`;
});
