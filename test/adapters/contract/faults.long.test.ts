import { faults } from './faults.ts';
import { faultySlack } from './slack-faults.ts';
import { faultyTeams } from './teams-faults.ts';

faults('Slack', faultySlack);
faults('Teams', faultyTeams);
