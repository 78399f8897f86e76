import { z } from 'zod';
import { listOwnRequests, withdrawRequest } from '../../service/requests/own.ts';
import { ownRequests as say } from '../../ui/sentences/requests.ts';
import { command } from '../command.ts';
import { hidden } from '../inputs.ts';
import { ownRequestsCard } from '../requests/own-card.ts';

/** For oneself: what `requests` means where someone decides none. */
export default command({
  verb: 'my-requests',
  aliases: [
    'my requests',
    'show my requests',
    'my request',
    'withdraw',
    'withdraw my request',
    'withdraw request',
    'cancel my request',
    'take back my request',
  ],
  about: ['my request', 'approved', 'asked', 'decided'],
  group: 'requests',
  order: 60,
  often: 9,
  insteadOf: 'requests',
  label: 'My requests',
  summary: 'Show what I asked for, and withdraw it',
  examples: ['my requests'],
  may: 'whoami',
  inputs: { withdraw: hidden(z.uuid()) },
  inPlace: ({ withdraw }) => withdraw !== undefined,
  run: async (call, { withdraw }) => {
    const withdrawn = withdraw && (await withdrawRequest(call.ctx, { id: withdraw }));
    return ownRequestsCard(call, await listOwnRequests(call.ctx, {}), withdrawn ? say.withdrawn(withdrawn) : undefined);
  },
});
