import { type Api, isClosedToUs, isStatus, TeamsError } from '../connect/api.ts';
import { type Memory, personPeer, tenantPeer } from '../connect/references.ts';
import type { Interaction } from '../read/interaction.ts';

/** A conversation, and the connector that reaches it. */
export interface Spot {
  api: Api;
  conversation: string;
}

/** The conversation in which something was done. */
export const spotOf = ({ apiAt }: Pick<Ways, 'apiAt'>, { serviceUrl, conversation }: Interaction): Spot => ({
  api: apiAt(serviceUrl),
  conversation,
});

interface Ways {
  memory: Memory;
  apiAt: (serviceUrl: string) => Api;
}

interface Whom {
  tenant: string;
  /** The Entra id. */
  person: string;
  user?: string;
  /** Where it was heard of them last. */
  serviceUrl?: string;
}

/**
 * A person's own chat with the bot; it is made where there is none yet.
 *
 * @throws TeamsError 403 or 404 where it can't be made: the app is not installed for them
 */
export async function openOwnChat({ memory, apiAt }: Ways, whom: Whom): Promise<Spot> {
  const { tenant, person } = whom;
  const peer = personPeer(person);
  const found = memory.find(tenant, peer);
  // What a person does here needs no memory.
  const known = whom.serviceUrl ? await found.catch(() => undefined) : await found;
  if (known?.conversation) return { api: apiAt(known.serviceUrl), conversation: known.conversation };
  const serviceUrl = known?.serviceUrl ?? whom.serviceUrl ?? (await memory.find(tenant, tenantPeer))?.serviceUrl;
  if (!serviceUrl) throw new TeamsError('create', 'gone', { status: 404, problem: 'nothing-heard' });
  const api = apiAt(serviceUrl);
  const { id: conversation } = await api
    .create({
      isGroup: false,
      members: [{ id: whom.user ?? known?.user ?? person }],
      tenantId: tenant,
      channelData: { tenant: { id: tenant } },
    })
    .catch((error) => {
      // Whom the tenant does not know.
      throw isStatus(error, 400) ? new TeamsError('create', 'gone', { status: 404, problem: 'nobody' }) : error;
    });
  await memory.note(tenant, peer, { serviceUrl, conversation }).catch(() => {});
  return { api, conversation };
}

/** The own chat of whoever did this; nothing where it can't be made. @throws TeamsError */
export async function ownChat(ways: Ways, interaction: Interaction): Promise<Spot | undefined> {
  const { kind, tenant, person, user, serviceUrl } = interaction;
  if (kind === 'personal') return spotOf(ways, interaction);
  if (!person || interaction.isForeign) return undefined;
  try {
    return await openOwnChat(ways, { tenant, person, user, serviceUrl });
  } catch (error) {
    if (isClosedToUs(error)) return undefined;
    throw error;
  }
}
