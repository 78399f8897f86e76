import { changeSettings, readSettings, type Settings } from '../../service/centre/settings.ts';
import { may } from '../../service/policy.ts';
import type { Site } from '../../service/words.ts';
import type { Button, Card } from '../../ui/card.ts';
import { settings as say } from '../../ui/sentences/account.ts';
import { siteNames } from '../../ui/sentences/words.ts';
import { channelName, chosenChannel } from '../approvals-channel.ts';
import { type Call, command } from '../command.ts';
import { channel, choices, detail, seen, seenIn } from '../inputs.ts';

export default command({
  verb: 'settings',
  label: 'Settings',
  summary: 'See and change this school’s settings',
  examples: ['settings', 'settings timeZone:Asia/Kolkata', 'settings channel:here'],
  may: 'settings.read',
  inputs: {
    supportContact: detail({ label: 'Support contact', hint: 'Whom people are told to ask.', max: 200 }),
    timeZone: detail({ label: 'Time zone', hint: 'Such as Asia/Kolkata.', max: 60 }),
    sites: choices({ label: 'Sites this school is eligible for', options: siteNames }),
    channel: channel({ label: 'Approvals channel', hint: 'Where requests are decided. Staffroom has to be in it.' }),
    seen: seen(),
  },
  title: 'Settings',
  submit: 'Save',
  prefill: async ({ known: { centre }, channelAt, ctx }) => {
    const chosen = channelAt && (await readSettings(ctx, {})).approvalsChannel;
    return {
      supportContact: centre.supportContact,
      timeZone: centre.timeZone,
      sites: centre.sites,
      ...(chosen && { channel: chosen }),
    };
  },
  run: async (call, { channel: typed, seen: shown, ...given }) => {
    const chosen = typed === undefined ? undefined : await chosenChannel(call, typed);
    if (chosen === 'not-here') return { title: say.notHere, tone: 'attention', text: [say.howChannel] };
    const changes = {
      ...given,
      ...(shown && given.sites && { seen: { sites: seenIn<Site>(shown, 'sites') } }),
      ...(chosen && { approvalsChannel: chosen.id }),
    };
    if (Object.values(changes).every((v) => v === undefined)) return card(call, await readSettings(call.ctx, {}));
    const { changed, ...settings } = await changeSettings(call.ctx, changes);
    const shownNow = await card(call, settings);
    return {
      ...shownNow,
      state: changed ? say.changed : say.same,
      tone: changed ? 'good' : 'plain',
      ...(chosen && { text: chosen.words }),
    };
  },
});

async function card(call: Call, s: Settings): Promise<Card> {
  const { place } = call;
  const here: Button = {
    label: 'Use this channel',
    action: { verb: 'settings', step: 'run', input: { channel: 'here' } },
  };
  return {
    title: say.title(s.name),
    facts: [
      { label: 'Centre number', value: s.number },
      { label: 'Support contact', value: s.supportContact },
      { label: 'Time zone', value: s.timeZone },
      { label: 'Sites', value: s.sites.map((x) => siteNames[x]).join(', ') },
      {
        label: 'Approvals channel',
        value: s.approvalsChannel ? await channelName(call, s.approvalsChannel) : say.noChannel,
      },
    ],
    ...(s.approvalsChannel === null && place.kind === 'direct' && { text: [say.howChannel] }),
    buttons: may(call.ctx.actor, 'settings.change')
      ? [
          { label: 'Change settings', action: { verb: 'settings', step: 'form' } },
          ...(place.kind === 'channel' && place.id !== s.approvalsChannel ? [here] : []),
        ]
      : [],
  };
}
