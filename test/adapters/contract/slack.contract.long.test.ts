import { contract } from './contract.ts';
import { slackChat } from './slack.ts';

// What each role is offered is the bot's, and walked in the playground; here those with the most do, and the least.
contract('Slack', slackChat, { presses: ['coordinator'], asks: ['coordinator', 'teacher'] });
