import { describe, expect, it } from 'vitest';
import { tinySchool } from './tiny-school.ts';

const t = tinySchool();

describe('files for a person', () => {
  const offer = (size: number) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name: 'staff.csv',
        content: { description: 'x', sizeInBytes: size, acceptContext: { id: 1 }, declineContext: { id: 1 } },
      },
    ],
  });

  it('are uploaded once the person agrees, and only then', async () => {
    const chat = t.fake.direct(t.ben.id);
    const client = t.fake.as(t.ben.id);
    await t.bot.later(chat, (context) => context.sendActivity(offer(5)));
    await client.consent(client.last(chat), false);
    expect(t.bot.got.at(-1)).toMatchObject({
      name: 'fileConsent/invoke',
      value: { action: 'decline', context: { id: 1 } },
    });
    expect(client.files()).toEqual([]);
    const put = (url: string, range: string, body: string) =>
      fetch(url, { method: 'PUT', headers: { 'content-range': range }, body });
    const statuses: number[] = [];
    t.handle = async ({ activity }) => {
      const { uploadUrl } = activity.value.uploadInfo;
      statuses.push((await put(uploadUrl, 'bytes 0-9/10', 'a,b,c')).status);
      expect(t.fake.violations.splice(0)).toHaveLength(1);
      statuses.push((await put(uploadUrl, 'bytes 0-4/5', 'a,b,c')).status);
    };
    await client.consent(client.last(chat), true);
    expect(statuses).toEqual([416, 201]);
    expect(client.files()).toEqual([{ name: 'staff.csv', content: 'a,b,c' }]);
    expect(t.fake.as(t.amina.id).files()).toEqual([]);
    t.fake.violationsMustBeNone();
  });

  it('are offered in the personal chat only', async () => {
    const channel = t.channelOf(t.ben);
    await expect(t.bot.later(channel, (context) => context.sendActivity(offer(5)))).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});
