import { contract } from './contract.ts';
import { teamsChat } from './teams.ts';

// What each role is offered is the bot's, and walked in the playground; here those with the most do, and the least.
contract('Teams', teamsChat, { presses: ['coordinator'], asks: ['coordinator', 'teacher'] });
