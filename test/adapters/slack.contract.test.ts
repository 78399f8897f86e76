import { contract } from './contract/contract.ts';
import { slackChat } from './contract/slack.ts';

// What each role is offered is the bot's, and walked in the playground; here those with the most do, and the least.
contract('Slack', slackChat, { presses: ['coordinator'], asks: ['coordinator', 'teacher'] });
