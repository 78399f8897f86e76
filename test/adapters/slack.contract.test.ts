import { contract } from './contract/contract.ts';
import { slackChat } from './contract/slack.ts';

contract('Slack', slackChat);
