import { z } from 'zod';
import { Refusal } from '../../service/errors.ts';
import { update as say } from '../../ui/sentences/update.ts';
import { command } from '../command.ts';
import { answers, tableFile } from '../form-inputs.ts';
import { choice, hidden, text } from '../inputs.ts';
import { moveByDomain, moveDomainPlan, undoByUpdate, undoUpdatePlan } from '../people/move-domain-cards.ts';
import { missingCard, updateByFile, updatePlan } from '../people/update-cards.ts';

/** Largest file, in bytes: 5,000 long rows. */
const maxFileBytes = 2_000_000;
/** Longest domain, in characters. */
const maxDomain = 253;

/** What people say before it: `everyone’s mail domain`. */
const leads = /^(?:(?:the|our|all|everyone['’]?s?|e-?mails?|mail)\s+)*domains?(?=\s|$)/i;

/** Between the two, and before either. */
const isFiller = (word: string) => /^(?:from|to|by|into|with|is|now|->|=>|→|,)$/i.test(word);

export default command({
  verb: 'update',
  aliases: [
    'bulk edit',
    'bulk update',
    'mass edit',
    'mass update',
    'change many',
    'update list',
    'update people',
    'update users',
    'update staff',
    'send back',
    ['change domain', 'domain'],
    ['new domain', 'domain'],
  ],
  about: ['domain', 'many', 'everyone'],
  group: 'people',
  order: 55,
  label: 'Change many',
  usage: 'update or update domain <old> <new>',
  summary: 'Change many by a file, or everyone’s mail domain',
  examples: ['update', 'update domain old.example new.example'],
  may: 'user.edit',
  inputs: {
    file: tableFile({ label: 'A file', hint: say.fileHint, max: maxFileBytes }),
    from: text({ label: say.from, hint: say.fromHint, max: maxDomain, line: 'none' }),
    to: text({ label: say.to, max: maxDomain, line: 'none' }),
    answers: answers(),
    get: choice({ label: 'Get', options: { missing: 'Missing' }, asksIf: () => false, line: 'none' }),
    undo: hidden(z.uuid()),
  },
  title: say.title,
  intro: say.intro,
  fromLine: (words) => {
    const line = words.join(' ');
    if (line === '') return {};
    if (!leads.test(line)) return { unparsed: line };
    const rest = line.replace(leads, '').split(' ');
    const [from, to, ...more] = rest.filter((word) => word !== '' && !isFiller(word));
    return { from, to, ...(more.length > 0 && { unparsed: more.join(' ') }) };
  },
  lineKeys: [],
  askAnyway: ({ file, from, to, undo }) => !file && !undo && !(from && to),
  preview: async (call, { file, from, to, answers, get, undo }) => {
    if (undo) return undoUpdatePlan(call, undo);
    if (file && (from || to)) throw new Refusal('file-and-domain', {}, 'file');
    if (file) return get ? undefined : updatePlan(call, file, answers);
    return from && to ? moveDomainPlan(call, { from, to }) : undefined;
  },
  run: async (call, { file, from = '', to = '', answers, get, undo }) => {
    if (undo) return undoByUpdate(call, undo);
    if (file) return get ? missingCard(call, file, answers) : updateByFile(call, file, answers);
    return moveByDomain(call, { from, to });
  },
});
