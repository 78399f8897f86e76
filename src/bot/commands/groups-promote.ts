import { z } from 'zod';
import { dataSiteNames } from '../../ui/sentences/names.ts';
import { promotion as say } from '../../ui/sentences/promotion.ts';
import { command } from '../command.ts';
import { choice, hidden, optionalPerson, text } from '../inputs.ts';
import { promotedCard, promotionPlan, takeBackPromotion, undoPromotionPlan } from '../progression/promotion-cards.ts';

export default command({
  verb: 'groups-promote',
  aliases: [
    'groups promote',
    'promote groups',
    'promote all groups',
    'promote classes',
    'move up',
    'move groups up',
    'move up groups',
    'new school year',
    'roll over',
    'rollover',
  ],
  about: ['next stage', 'next year', 'new year', 'year end'],
  group: 'data',
  order: 35,
  label: say.label,
  usage: 'groups promote [person] [site] [year:…]',
  summary: 'Take groups to the next stage for a new year',
  examples: ['groups promote', 'groups promote ben@school.example', 'groups promote ben@school.example primary'],
  may: 'data.promote',
  inputs: {
    person: optionalPerson({ ...say.person, ledBy: ['of', 'for', 'from'] }),
    site: choice({
      ...say.site,
      options: dataSiteNames,
      line: 'word',
      ledBy: ['on', 'of', 'for', 'at', 'in', 'the'],
    }),
    year: text({ ...say.year, max: 20 }),
    undo: hidden(z.uuid()),
  },
  intro: say.intro,
  preview: (call, { undo, ...to }) => (undo ? undoPromotionPlan(call, undo) : promotionPlan(call, to)),
  run: (call, { undo, ...to }) => (undo ? takeBackPromotion(call, undo) : promotedCard(call, to)),
});
