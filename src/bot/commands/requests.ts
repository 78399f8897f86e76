import { z } from 'zod';
import { command } from '../command.ts';
import { hidden } from '../inputs.ts';
import { requestsCard } from '../requests-card.ts';

export default command({
  verb: 'requests',
  label: 'Requests',
  summary: 'Show what waits for a decision',
  examples: ['requests'],
  // Whoever may decide anything may decide this.
  may: 'access.decide',
  inputs: { after: hidden(z.string().max(200)), first: hidden(z.literal(true)) },
  title: 'Requests',
  submit: 'Show',
  inPlace: ({ after, first }) => after !== undefined || first === true,
  run: (call, { after }) => requestsCard(call, { after }),
});
