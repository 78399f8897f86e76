/** All that is loaded of Microsoft's packages, each by its own file: the front door of teams-ai loads what speaks to models too. */
export { Application } from '@microsoft/teams-ai/lib/Application.js';
export { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';
export { ConfigurationServiceClientCredentialFactory, TeamsInfo } from 'botbuilder';
