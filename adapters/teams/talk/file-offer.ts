import type { Sender } from '../../../src/bot/inbound.ts';
import type { File } from '../../../src/ui/card.ts';
import { bytesOf } from '../../../src/ui/file-bytes.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import type { Outgoing } from '../connect/api.ts';
import type { AdapterContext } from '../context.ts';
import { line } from '../render/messages.ts';
import type { Spot } from './own-chat.ts';

/**
 * Files go the way that Teams has for bots: the person is asked, and their own OneDrive takes the file. Until then it is
 * kept for them alone; the question carries no more than its number.
 */

const consent = 'application/vnd.microsoft.teams.card.file.consent';

/** Each asks a person, in their own chat, to take one of these. @throws TeamsError */
export const offers = (
  { bot }: Pick<AdapterContext, 'bot'>,
  { api, conversation }: Spot,
  sender: Sender,
  files: File[],
): (() => Promise<unknown>)[] =>
  files.map((file) => async () => {
    const id = await bot.keep(sender, file);
    return api.send(conversation, id === undefined ? line(say.fileNotSent(file.name)) : question(file, id));
  });

function question(file: File, id: string): Outgoing {
  const { name } = file;
  const context = { staffroomFile: id, name };
  return {
    type: 'message',
    summary: name,
    attachments: [
      {
        contentType: consent,
        name,
        content: {
          description: say.fileOffered(name),
          sizeInBytes: bytesOf(file).length,
          acceptContext: context,
          declineContext: context,
        },
      },
    ],
  };
}
