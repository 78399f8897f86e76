import { z } from 'zod';
import { lookAtRequest } from '../../service/requests/show.ts';
import { command } from '../command.ts';
import { hidden } from '../inputs.ts';
import { ownRequestCard } from '../requests/card.ts';
import { requestsCard } from '../requests/list-card.ts';

export default command({
  verb: 'requests',
  aliases: [
    'approvals',
    'inbox',
    'queue',
    'waiting',
    'pending requests',
    'open requests',
    'show requests',
    'list requests',
  ],
  about: ['wait', 'waits', 'decide'],
  group: 'requests',
  order: 10,
  often: 1,
  label: 'Requests',
  summary: 'Show what waits for a decision',
  examples: ['requests'],
  // Whoever may decide anything may decide this.
  may: 'access.decide',
  // Of one request: a card in a channel becomes each one's own.
  forAllToSee: true,
  inputs: {
    after: hidden(z.string().max(200)),
    before: hidden(z.string().max(200)),
    first: hidden(z.literal(true)),
    request: hidden(z.uuid()),
  },
  inPlace: ({ after, before, first, request }) => [after, before, first, request].some((given) => given !== undefined),
  run: async (call, { after, before, request }) => {
    if (!request) return requestsCard(call, { after, before });
    return ownRequestCard(call.registry, await lookAtRequest(call.ctx, { id: request }), call.known.centre.timeZone);
  },
});
