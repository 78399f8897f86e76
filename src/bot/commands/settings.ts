import { changeSettings, readSettings, type Settings } from '../../service/centre/settings.ts';
import { may } from '../../service/policy.ts';
import { readDeputy } from '../../service/requests/deputy.ts';
import type { Card, Row } from '../../ui/card.ts';
import { settings as say } from '../../ui/sentences/account.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import type { Site } from '../../words/sites.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { seen, seenIn } from '../form-inputs.ts';
import { channel, choice, choices, detail, emptiable, text, toggle, whole } from '../inputs.ts';
import { askChannel, channelWords, chosenChannel } from '../requests/approvals-channel.ts';
import { deputyInputs, deputyValues, deputyWords, saveDeputy } from '../requests/deputy.ts';
import { siteSteps } from '../sites/sync-facts.ts';
import { tieRows, untie, untiePlan } from '../workspaces/ties.ts';

export default command({
  verb: 'settings',
  aliases: [
    'setting',
    'configure',
    'configuration',
    'preferences',
    'options',
    'setup',
    'show settings',
    'change settings',
  ],
  about: ['time zone', 'support contact', 'approvals channel'],
  group: 'school',
  order: 20,
  label: 'Settings',
  summary: 'See and change this school’s settings',
  examples: [
    'settings',
    'settings timeZone:Asia/Kolkata',
    'settings channel:here',
    'settings replyTo:office@riverside.example',
    'settings approveResets:no',
    'settings untie:Riverside',
  ],
  may: 'settings.read',
  inputs: {
    supportContact: detail({ label: say.support, hint: 'Whom people are told to ask.', max: 200 }),
    replyTo: emptiable({ label: say.replyTo, hint: say.replyToHint, max: 300, format: 'email' }),
    timeZone: detail({ label: say.timeZone, hint: 'Such as Asia/Kolkata.', max: 60 }),
    sites: choices({ label: 'Sites this school is eligible for', options: siteNames }),
    channel: channel({ label: say.approvals, hint: 'Where requests are decided. Staffroom has to be in it.' }),
    approveResets: toggle({ label: say.approveResets }),
    remindAfterHours: whole({ label: say.remind, hint: say.hoursHint }),
    expireAfterHours: whole({ label: say.expire, hint: say.hoursHint }),
    secondFactor: choice({ label: say.secondFactor, options: say.secondFactors, hint: say.secondFactorHint }),
    ...deputyInputs,
    untie: text({ label: say.untie, max: 200, asksIf: () => false }),
    seen: seen(),
  },
  submit: 'Save',
  prefill: async ({ known: { centre }, channelAt, ctx }) => {
    const { secondFactor, replyTo, approvalsChannel, approveResets, remindAfterHours, expireAfterHours } =
      await readSettings(ctx, {});
    const deputy = may(ctx.actor, 'settings.change') ? await readDeputy(ctx, {}) : null;
    return {
      supportContact: centre.supportContact,
      replyTo: replyTo ?? '',
      timeZone: centre.timeZone,
      sites: centre.sites,
      channel: (channelAt && approvalsChannel) ?? undefined,
      approveResets,
      remindAfterHours: String(remindAfterHours),
      expireAfterHours: String(expireAfterHours),
      ...(secondFactor !== 'nobody' && { secondFactor }),
      ...deputyValues(deputy, centre.timeZone),
    };
  },
  preview: async (call, { channel: typed, untie: named }) => {
    if (named !== undefined) return untiePlan(call, named);
    // Who may not choose one is refused, and not asked first.
    const chooses = typed !== undefined && may(call.ctx.actor, 'settings.change');
    return chooses ? askChannel(await chosenChannel(call, typed)) : undefined;
  },
  run: async (call, { channel: typed, seen: shown, standIn, until, untie: named, ...given }) => {
    if (named !== undefined) return untie(call, named);
    const chosen = typed === undefined ? undefined : await chosenChannel(call, typed);
    if (chosen === 'not-here') return { title: say.notHere, tone: 'attention', text: [say.howChannel] };
    const changes = {
      ...given,
      seen: shown && given.sites && { sites: seenIn<Site>(shown, 'sites') },
      approvalsChannel: chosen?.id,
    };
    const hasNamed = await saveDeputy(call, { standIn, until });
    const none = Object.values(changes).every((v) => v === undefined);
    const { changed: others = false, ...settings }: Settings & { changed?: boolean } = none
      ? await readSettings(call.ctx, {})
      : await changeSettings(call.ctx, changes);
    if (none && !hasNamed) return card(call, settings);
    const changed = others || hasNamed;
    return {
      ...(await card(call, settings)),
      state: changed ? say.changed : say.same,
      tone: changed ? 'good' : 'plain',
      ...(chosen?.name !== undefined && { text: [say.chosen(chosen.name)] }),
    };
  },
});

async function card(call: Call, s: Settings): Promise<Card> {
  const { place } = call;
  const mayChange = may(call.ctx.actor, 'settings.change');
  const deputy = mayChange ? await readDeputy(call.ctx, {}) : null;
  const isOther = place.kind === 'channel' && place.id !== s.approvalsChannel;
  return {
    title: say.title(s.name),
    facts: [
      { label: say.number, value: s.number },
      { label: say.support, value: s.supportContact },
      { label: say.replyTo, value: s.replyTo ?? say.noReplyTo },
      { label: say.timeZone, value: s.timeZone },
      { label: say.sites, value: s.sites.map((x) => siteNames[x]).join(', ') },
      {
        label: say.approvals,
        value: s.approvalsChannel ? await channelWords(call, s.approvalsChannel) : say.noChannel,
      },
      { label: say.approval, value: say.approved(s.approveResets) },
      { label: say.waits, value: say.waitWords(say.hours(s.remindAfterHours), say.hours(s.expireAfterHours)) },
      { label: say.secondFactor, value: say.secondFactorWords[s.secondFactor] },
      ...(mayChange
        ? [{ label: say.standIn, value: deputy ? deputyWords(deputy, s.timeZone) : say.nobodyStandsIn }]
        : []),
    ],
    rows: [...(await siteRows(call)), ...(mayChange ? await tieRows(call) : [])],
    text: s.approvalsChannel === null && place.kind === 'direct' ? [say.howChannel] : [],
    buttons: mayChange
      ? [
          ...buttonTo(call, 'settings', { label: say.change, step: 'form' }),
          ...buttonTo(call, 'settings', { label: say.useChannel, input: { channel: place.id }, onlyIf: isOther }),
          ...buttonTo(call, 'settings', { label: say.endStandIn, input: { standIn: '' }, onlyIf: deputy !== null }),
        ]
      : [],
    more: buttonTo(call, 'site'),
  };
}

/** The sites that are kept in step, each with how far it is. */
const siteRows = async (call: Call): Promise<Row[]> =>
  [...(await siteSteps(call))].map(([site, step]) => ({ under: say.keptInStep, title: siteNames[site], ...step }));
