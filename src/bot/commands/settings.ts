import { changeSettings, readSettings, type Settings } from '../../service/centre/settings.ts';
import { may } from '../../service/policy.ts';
import type { Site } from '../../service/words.ts';
import type { Button, Card } from '../../ui/card.ts';
import { settings as say } from '../../ui/sentences/account.ts';
import { siteNames } from '../../ui/sentences/words.ts';
import { type Call, command } from '../command.ts';
import { choice, choices, detail, seen, seenIn } from '../inputs.ts';

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
    channel: choice({
      label: 'Approvals channel',
      options: { here: 'This channel', none: 'No channel' },
      when: () => false,
    }),
    seen: seen(),
  },
  title: 'Settings',
  submit: 'Save',
  prefill: ({ known: { centre } }) => ({
    supportContact: centre.supportContact,
    timeZone: centre.timeZone,
    sites: centre.sites,
  }),
  run: async (call, { channel, seen: shown, ...given }) => {
    if (channel === 'here' && call.place.kind !== 'channel')
      return { title: say.notHere, tone: 'attention', text: [say.howChannel] };
    const changes = {
      ...given,
      ...(shown && given.sites && { seen: { sites: seenIn<Site>(shown, 'sites') } }),
      ...(channel && { approvalsChannel: channel === 'here' ? call.place.id : null }),
    };
    if (Object.values(changes).every((v) => v === undefined)) return card(call, await readSettings(call.ctx, {}));
    const { changed, ...settings } = await changeSettings(call.ctx, changes);
    return { ...card(call, settings), state: changed ? say.changed : say.same, tone: changed ? 'good' : 'plain' };
  },
});

function card(call: Call, s: Settings): Card {
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
      { label: 'Approvals channel', value: s.approvalsChannel ? `#${s.approvalsChannel}` : say.noChannel },
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
