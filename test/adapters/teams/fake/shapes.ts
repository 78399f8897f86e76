import { isObject } from '../../../../src/lib/json.ts';

/** What a value may be: of a kind, one of these words, a text of this form, a list, or an object of these properties. */
type Shape = 'text' | 'flag' | 'object' | 'anything' | readonly string[] | RegExp | { list: Shape } | Properties;

interface Properties {
  /** Each property that there is: others are refused. */
  of: Record<string, Shape>;
  needs: readonly string[];
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const url = /^https?:\/\//;

/** As Microsoft's reference of the Bot Connector has them, and its schema of activities: what a bot sends. */
const account: Shape = { of: { id: 'text', name: 'text', aadObjectId: uuid, role: ['user', 'bot'] }, needs: ['id'] };
const attachment: Shape = {
  of: { contentType: 'text', content: 'object', contentUrl: 'text', name: 'text', thumbnailUrl: url },
  needs: ['contentType'],
};

export const sentActivity: Properties = {
  of: {
    type: ['message', 'typing'],
    channelId: ['msteams'],
    id: 'text',
    serviceUrl: url,
    locale: /^[a-z]{2}(-[A-Z]{2})?$/,
    from: account,
    recipient: account,
    conversation: { of: { id: 'text', name: 'text' }, needs: ['id'] },
    replyToId: 'text',
    text: 'text',
    textFormat: ['plain', 'markdown', 'xml'],
    summary: 'text',
    importance: ['low', 'normal', 'high'],
    inputHint: ['acceptingInput', 'ignoringInput', 'expectingInput'],
    attachmentLayout: ['list', 'carousel'],
    attachments: { list: attachment },
    entities: { list: 'object' },
    suggestedActions: 'object',
    channelData: 'object',
  },
  needs: ['type', 'from', 'channelId'],
};

export const newConversation: Properties = {
  of: {
    isGroup: 'flag',
    bot: account,
    members: { list: account },
    topicName: 'text',
    tenantId: uuid,
    activity: sentActivity,
    channelData: 'object',
  },
  needs: ['bot', 'isGroup', 'channelData'],
};

/** As Teams' own documentation shows them: what a bot is sent. */
const person: Shape = { of: { id: /^29:1[\w-]{20,}$/, name: 'text', aadObjectId: uuid }, needs: ['id'] };
const bot: Shape = { of: { id: /^28:/, name: 'text', isTargeted: 'flag' }, needs: ['id', 'name'] };
const thread = /^19:[\w-]+@thread\.(tacv2|v2)$/;
const threads: Shape = { of: { id: thread, name: 'text', type: 'text' }, needs: ['id'] };
const event: Properties = {
  of: {
    type: 'text',
    id: /^(\d+|f:[\da-f-]{36})$/,
    timestamp: time,
    channelId: ['msteams'],
    serviceUrl: url,
    from: { of: { id: /^2[89]:/, name: 'text', aadObjectId: uuid }, needs: ['id'] },
    conversation: {
      of: {
        id: /^(a:1[\w-]+|19:[\w-]+@thread\.(tacv2|v2)(;messageid=\d+)?)$/,
        conversationType: ['personal', 'channel', 'groupChat'],
        tenantId: uuid,
        isGroup: 'flag',
        name: 'text',
      },
      needs: ['id', 'conversationType', 'tenantId'],
    },
    recipient: bot,
    channelData: {
      of: {
        tenant: { of: { id: uuid }, needs: ['id'] },
        teamsChannelId: thread,
        teamsTeamId: thread,
        channel: threads,
        team: { of: { id: thread, name: 'text', aadGroupId: uuid }, needs: ['id'] },
        settings: 'object',
        source: { of: { name: 'text' }, needs: ['name'] },
        legacy: 'object',
        eventType: 'text',
      },
      needs: ['tenant'],
    },
  },
  needs: ['type', 'id', 'timestamp', 'channelId', 'serviceUrl', 'from', 'conversation', 'recipient', 'channelData'],
};

const withMore = (
  of: Properties['of'],
  needs: string[] = Object.keys(of),
  more: Properties['of'] = {},
): Properties => ({
  of: { ...event.of, ...of, ...more },
  needs: [...event.needs, ...needs],
});

const ofClient: Properties['of'] = {
  localTimestamp: time,
  localTimezone: 'text',
  locale: 'text',
  entities: { list: 'object' },
};
const people: Shape = { list: { of: { id: /^2[89]:/, aadObjectId: uuid }, needs: ['id'] } };

const received: Record<string, Properties> = {
  message: withMore(ofClient, undefined, {
    text: 'anything',
    textFormat: ['plain'],
    attachments: { list: 'object' },
    replyToId: 'text',
    value: 'anything',
  }),
  messageUpdate: withMore(ofClient, undefined, { text: 'anything', textFormat: ['plain'] }),
  messageDelete: withMore(ofClient),
  messageReaction: withMore({ replyToId: 'text' }, ['replyToId'], {
    reactionsAdded: { list: 'object' },
    reactionsRemoved: { list: 'object' },
  }),
  event: withMore({ name: 'text', value: 'object' }),
  invoke: withMore({ ...ofClient, name: 'text', value: 'object' }, undefined, { replyToId: 'text' }),
  conversationUpdate: withMore({}, [], { membersAdded: people, membersRemoved: people, topicName: 'text' }),
  installationUpdate: withMore({ action: ['add', 'remove', 'add-upgrade', 'remove-upgrade'] }, undefined, {
    locale: 'text',
    entities: { list: 'object' },
  }),
};

const context: Shape = { of: { theme: ['default', 'dark', 'contrast'] }, needs: ['theme'] };
const command: Properties['of'] = {
  commandId: 'text',
  commandContext: ['compose', 'message', 'commandBox'],
  context,
  messagePayload: 'object',
};
const uploadInfo: Shape = {
  of: { contentUrl: url, name: 'text', uploadUrl: url, uniqueId: 'text', fileType: 'text', etag: 'text' },
  needs: ['contentUrl', 'name', 'uploadUrl', 'uniqueId', 'fileType'],
};

/** The value of an invoke, by its name. */
const invokes: Record<string, Properties> = {
  'adaptiveCard/action': {
    of: {
      action: {
        of: { type: ['Action.Execute'], title: 'text', id: 'text', verb: 'text', data: 'anything' },
        needs: ['type', 'verb'],
      },
      trigger: ['manual', 'automatic'],
    },
    needs: ['action', 'trigger'],
  },
  'task/fetch': { of: { data: 'anything', context }, needs: ['context'] },
  'task/submit': { of: { data: 'anything', context }, needs: ['context'] },
  'composeExtension/fetchTask': { of: command, needs: ['commandId', 'commandContext', 'context'] },
  'composeExtension/submitAction': {
    of: { ...command, data: 'anything' },
    needs: ['commandId', 'commandContext', 'context'],
  },
  'fileConsent/invoke': {
    of: { type: ['fileUpload'], action: ['accept', 'decline'], context: 'object', uploadInfo },
    needs: ['type', 'action', 'context'],
  },
  'application/search': {
    of: {
      queryText: 'anything',
      queryOptions: { of: { skip: 'anything', top: 'anything' }, needs: ['skip', 'top'] },
      dataset: 'text',
    },
    needs: ['queryText', 'queryOptions', 'dataset'],
  },
};

/** What is wrong with an activity that the fake is about to send: Teams does not send such ones. */
export function oddIn(activity: { type: string; from?: unknown; name?: string; value?: unknown }): string | undefined {
  const { type, name = '', value } = activity;
  const shape = received[type];
  const asked = type === 'invoke' ? invokes[name] : 'anything';
  if (!shape || !asked) return `there is no ${type} ${name}`;
  const odd = problemIn(value, asked, name);
  if (odd) return odd;
  const isPerson = isObject(activity.from) && String(activity.from.id).startsWith('29:');
  return problemIn(activity, isPerson ? { ...shape, of: { ...shape.of, from: person } } : shape, activity.type);
}

/**
 * What is wrong with a value, the first of it, in the connector's words.
 *
 * @param at what the value is called: `Activity`
 */
export function problemIn(value: unknown, shape: Shape, at: string): string | undefined {
  if (shape === 'anything') return undefined;
  if (shape === 'text') return typeof value === 'string' && value !== '' ? undefined : `${at} is no text`;
  if (shape === 'flag') return typeof value === 'boolean' ? undefined : `${at} is neither true nor false`;
  if (shape === 'object') return isObject(value) ? undefined : `${at} is no object`;
  if (shape instanceof RegExp) return shape.test(String(value)) ? undefined : `${at} is malformed: ${String(value)}`;
  if (isWords(shape)) return shape.includes(String(value)) ? undefined : `${at} is none of ${shape.join(', ')}`;
  if ('list' in shape) {
    if (!Array.isArray(value)) return `${at} is no list`;
    return first(value.map((each, index) => () => problemIn(each, shape.list, `${at}[${index}]`)));
  }
  if (!isObject(value)) return `${at} is no object`;
  const lacks = shape.needs.find((name) => value[name] === undefined || value[name] === null);
  if (lacks) return `${at}.${capital(lacks)} field required`;
  return first(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([name, each]) => () => {
        const inner = shape.of[name];
        return inner ? problemIn(each, inner, `${at}.${capital(name)}`) : `${at} has no ${name}`;
      }),
  );
}

const isWords = (shape: Shape): shape is readonly string[] => Array.isArray(shape);

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function first(checks: (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const problem = check();
    if (problem) return problem;
  }
  return undefined;
}
