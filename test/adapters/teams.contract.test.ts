import { contract } from './contract/contract.ts';
import { teamsChat } from './contract/teams.ts';

// What each role is offered is the bot's, and walked in the playground; here those with the most and the least do.
contract('Teams', teamsChat, ['coordinator', 'teacher']);
