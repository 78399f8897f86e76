import { z } from 'zod';
import { mayAtAll } from '../../service/policy.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { maxFileBytes } from '../../words/files.ts';
import { type Call, command } from '../command.ts';
import { keptFileCard } from '../flow/kept-files.ts';
import { answers, tableFile } from '../form-inputs.ts';
import { choice, hidden, optionalPerson } from '../inputs.ts';
import { oneself } from '../line/find-person.ts';
import { importOrQueue, previewImportFile } from '../progression/import-file.ts';
import { importsCard, takeBackImport, undoImportPlan } from '../progression/undo-import-cards.ts';
import { templates } from '../tables/templates.ts';

const forOthers = (call: Call) => mayAtAll(call.ctx.actor, 'user.list');

export default command({
  verb: 'import',
  aliases: ['upload', 'import results', 'import marks', 'upload results', 'upload marks', 'bring in'],
  about: ['upload', 'marks'],
  group: 'data',
  order: 30,
  often: 14,
  label: 'Import results',
  usage: 'import [person], import template or import list [person]',
  summary: 'Bring in learner groups, tests and results from CSV or Excel',
  examples: ['import', 'import ben@school.example', 'import template', 'import list ben@school.example'],
  may: 'data.import',
  inputs: {
    file: tableFile({ label: 'CSV or Excel file', hint: say.columns, max: maxFileBytes }),
    person: optionalPerson({ label: 'For', hint: 'Whose groups they are. Left empty: mine.', asksIf: forOthers }),
    answers: answers(),
    kept: hidden(z.uuid()),
    get: choice({ label: 'Get', options: { template: 'Template', list: 'Last imports' }, asksIf: () => false }),
    undo: hidden(z.uuid()),
  },
  title: say.title,
  intro: say.intro,
  fromLine: (words, keys) => {
    const name = words.join(' ');
    if (name.toLowerCase() === 'template') return { get: 'template' };
    const [first = '', ...person] = words;
    // Whoever wants to undo one chooses from the list.
    if (/^(list|undo)$/i.test(first))
      return { get: 'list', ...(person.length > 0 && { person: person.join(' ') }), ...keys };
    return { ...(name && { person: name }), ...keys };
  },
  lineKeys: ['person', 'get'],
  askAnyway: ({ file, get, kept, undo }) => !file && !get && !kept && !undo,
  preview: async (call, { person: p, file, answers, undo }) =>
    undo ? undoImportPlan(call, undo) : file && previewImportFile(call, p ?? (await oneself(call)), { file, answers }),
  run: async (call, { person: p, file, answers, kept, get, undo }) => {
    if (undo) return takeBackImport(call, undo);
    if (get === 'list') return importsCard(call, p ?? (await oneself(call)));
    if (kept) return keptFileCard(call, kept, say.refusedFile);
    if (!file)
      return {
        title: say.template,
        text: [say.templateNext],
        files: await templates('results-template', templateColumns, templateRows),
      };
    return importOrQueue(call, p ?? (await oneself(call)), { file, answers });
  },
});

const templateColumns = [
  ...['site', 'group', 'stage', 'subject', 'learner', 'learner number', 'test', 'date', 'max mark', 'mark'],
  ...['strand: Number', 'strand: Geometry'],
];

const templateRows = [
  ['primary', '3B', '3', 'Mathematics', 'Ada Lovelace', '1001', 'Autumn test', '2026-09-14', '20', '17', '9', '8'],
  ['primary', '3B', '3', 'Mathematics', 'Alan Turing', '1002', 'Autumn test', '2026-09-14', '20', '15.5', '', ''],
  ['primary', '3B', '3', 'Mathematics', 'Grace Hopper', '1003', '', '', '', '', '', ''],
];
