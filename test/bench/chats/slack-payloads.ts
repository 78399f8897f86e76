import { slashCommand } from '../../../adapters/slack/read/payload.ts';
import { stateOf } from '../../adapters/slack/fake/input-state.ts';
import type { Block } from '../../adapters/slack/fake/types.ts';
import { type LightMember, type LightSlack, onlyMember } from './slack-light.ts';
import type { Post } from './slack-load.ts';

/** One kind of thing that a person does in Slack. */
export interface Kind {
  what: string;
  /** @param id a UUID, never the same: the program answers each delivery once */
  body(id: string): string;
  /** Words of the answer. */
  answered: string;
}

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** `/staff` with these words. */
export function commandBody(slack: LightSlack, text: string, id: string, by: LightMember = onlyMember): string {
  return form({
    token: 'unused',
    team_id: by.team,
    team_domain: 'bench',
    channel_id: 'C0BENCH',
    channel_name: 'staff',
    user_id: by.person,
    user_name: 'amina',
    command: slashCommand,
    text,
    api_app_id: 'A0BENCH',
    is_enterprise_install: 'false',
    response_url: slack.respondUrl(id),
    trigger_id: id,
  });
}

/** What is done in a dialog, or by a button. */
const interaction = (fields: object, { team, person }: LightMember = onlyMember) =>
  form({
    payload: JSON.stringify({
      team: { id: team, domain: 'bench' },
      user: { id: person, username: 'amina', name: 'amina', team_id: team },
      api_app_id: 'A0BENCH',
      token: 'unused',
      enterprise: null,
      is_enterprise_install: false,
      ...fields,
    }),
  });

/** A press on a button of an answer. */
export const pressBody = (slack: LightSlack, value: string, id: string, by: LightMember): string =>
  interaction(
    {
      type: 'block_actions',
      container: { type: 'message', message_ts: '1.000001', channel_id: 'C0BENCH', is_ephemeral: true },
      channel: { id: 'C0BENCH', name: 'staff' },
      trigger_id: id,
      response_url: slack.respondUrl(id),
      actions: [{ type: 'button', action_id: 'b0', block_id: 'x', value }],
    },
    by,
  );

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

interface Dialog {
  blocks: Block[];
  private_metadata: string;
}

/** Opens the dialog of a command, fills it in, and gives the bodies that send it. */
async function filled(
  slack: LightSlack,
  post: Post,
  verb: string,
  fill: (set: (block: string, value: object) => void, view: Dialog) => Promise<void> | void,
): Promise<(id: string) => string> {
  const first = `open-${verb}`;
  await post(commandBody(slack, verb, first));
  const view = JSON.parse(await slack.dialog(first)) as Dialog;
  const values = stateOf(view.blocks);
  await fill((block, value) => {
    const [[action, held] = []] = Object.entries(values[block] ?? {});
    if (!action) throw new Error(`no input ${block} in the dialog of ${verb}`);
    values[block] = { [action]: { ...held, ...value } };
  }, view);
  const sent = (id: string) => ({
    ...view,
    id: 'V0BENCH',
    type: 'modal',
    team_id: onlyMember.team,
    state: { values },
    hash: '1.abc',
    previous_view_id: null,
    root_view_id: 'V0BENCH',
    // Where it was asked for travels in the dialog, and what it may do once: sent twice, the second waits for the first.
    private_metadata: view.private_metadata.replace(uuid, id).replaceAll(slack.respondUrl(first), slack.respondUrl(id)),
  });
  return (id) => interaction({ type: 'view_submission', trigger_id: id, view: sent(id), response_urls: [] });
}

/** `/staff show` of one person. */
export const show = (slack: LightSlack): Kind => ({
  what: '/staff show',
  body: (id) => commandBody(slack, 'show ben.okafor@riverside.example', id),
  answered: 'Ben Okafor',
});

/** Dialogs that are sent: one that is answered by the acknowledgement itself, one by a question. */
export async function dialogs(slack: LightSlack, post: Post): Promise<Kind[]> {
  const add = await filled(slack, post, 'add', (set) => {
    set('people.0.firstName', { value: 'Ben' });
    set('people.0.lastName', { value: 'Okafor' });
    set('people.0.email', { value: 'ben.okafor@riverside.example' });
  });
  const suspend = await filled(slack, post, 'suspend', async (set) => {
    const search = interaction({
      type: 'block_suggestion',
      action_id: 'people',
      block_id: 'people',
      value: 'Okafor',
    });
    const [found] = JSON.parse(await post(search)).options;
    set('people', { selected_options: [found] });
  });
  return [
    { what: 'add, refused in the dialog', body: add, answered: 'already used at this school' },
    { what: 'suspend, asked back', body: suspend, answered: 'Okafor?' },
  ];
}
