import type { Sockets } from '../socket.ts';
import { authMethods } from './auth.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import type { Method } from './method.ts';
import { oauthMethods } from './oauth.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

export function allMethods(sockets: Sockets): Record<string, Method> {
  return {
    ...authMethods,
    ...chatMethods,
    ...conversationMethods,
    ...fileMethods,
    ...oauthMethods,
    ...userMethods,
    ...viewMethods,
    'api.test': { token: 'none', run: () => ({}) },
    'apps.connections.open': { token: 'app', run: () => ({ url: sockets.ticket() }) },
  };
}
