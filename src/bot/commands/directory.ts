import { directoryPath } from '../../service/directory/principal.ts';
import { makeToken, readToken, revokeToken, type TokenState, tokenDays } from '../../service/directory/tokens.ts';
import { Refusal } from '../../service/errors.ts';
import type { Card } from '../../ui/card.ts';
import { formatWhen } from '../../ui/formats.ts';
import { directory as say } from '../../ui/sentences/directory.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { choice } from '../inputs.ts';

const lengths = Object.fromEntries(tokenDays.map((days) => [days, say.days(days)]));

export default command({
  verb: 'directory',
  aliases: ['entra', 'okta', 'azure', 'azure ad', 'scim', 'school directory'],
  group: 'school',
  order: 40,
  label: 'School directory',
  usage: 'directory [on|off] [days]',
  summary: 'Let Entra ID, Okta or another directory push the school’s staff here',
  examples: ['directory', 'directory on', 'directory on 90', 'directory off'],
  may: 'settings.change',
  inputs: {
    do: choice({ label: 'Do', options: { on: say.turnOn, off: say.turnOff }, line: 'word' }),
    days: choice({ label: say.goodFor, options: lengths, line: 'word' }),
  },
  title: say.title,
  preview: async ({ ctx }, { do: what }) => {
    if (!what) return undefined;
    const token = await readToken(ctx, {});
    if (what === 'off' && !token) throw new Refusal('no-directory', {});
    // The first takes nothing from anyone.
    if (!token) return undefined;
    const [title, means, yes] =
      what === 'on' ? [say.askRenew, say.renewMeans, say.yesRenew] : [say.askOff, say.offMeans, say.yesOff];
    return { card: { title, text: [means] }, basis: { at: token.createdAt.toISOString() }, yes, danger: true };
  },
  run: async (call, { do: what, days }) => {
    if (what === 'on') {
      const length = tokenDays.find((each) => String(each) === days);
      return tokenCard(call, (await makeToken(call.ctx, { days: length })).page);
    }
    if (what === 'off') {
      await revokeToken(call.ctx, {});
      return { title: say.isOff, tone: 'good', text: [say.offMeans] };
    }
    return stateCard(call, await readToken(call.ctx, {}));
  },
});

const stepTo = (call: Call, what: 'on' | 'off', label: string) =>
  buttonTo(call, 'directory', { label, input: { do: what } });

const address = ({ ctx }: Call) => ({ label: say.address, value: `${ctx.publicUrl}${directoryPath}` });

/** A page shows the token once: in a chat it would stay. */
function tokenCard(call: Call, page: string): Card {
  return {
    title: say.title,
    state: say.on,
    tone: 'good',
    text: [say.onceOnly],
    facts: [address(call)],
    page: { label: say.showToken, url: page },
    more: stepTo(call, 'off', say.turnOff),
  };
}

function stateCard(call: Call, token: TokenState | null): Card {
  const { now, known } = call;
  const at = (moment: Date) => formatWhen(moment, now, known.centre.timeZone);
  const buttons = token
    ? [...stepTo(call, 'on', say.renew), ...stepTo(call, 'off', say.turnOff)]
    : stepTo(call, 'on', say.turnOn);
  return {
    title: say.title,
    state: !token ? say.off : token.expiresAt > now ? say.on : say.ended,
    ...(token && token.expiresAt <= now && { tone: 'attention' }),
    text: [say.about, say.care],
    facts: [
      address(call),
      ...(token
        ? [
            { label: say.made, value: at(token.createdAt) },
            { label: say.ends, value: at(token.expiresAt) },
            { label: say.lastUsed, value: token.lastUsedAt ? at(token.lastUsedAt) : say.never },
          ]
        : []),
    ],
    buttons,
  };
}
