import { handOverTtlMs } from '../../words/links.ts';
import type { Site } from '../../words/sites.ts';
import { count, lengthOfTime } from '../formats.ts';
import { siteNames } from './names.ts';

/** What is said of the sites, and of signing in to them with us. */
export const sites = {
  title: 'Sites and sign-in',
  about: 'With one e-mail and one password people open every site that is connected here.',
  some: (connected: number, of: number) => `${connected} of ${count(of, 'site')} connected`,
  notEligible: 'This school is not eligible for it',
  notConnected: 'Not connected',
  signIn: 'Sign-in',
  inStep: 'Kept in step',
  both: 'Sign-in · kept in step',

  connect: 'Connect',
  show: 'Show',
  change: 'Change',
  newSecret: 'New secret',
  turnOff: 'Turn off',
  compare: 'Compare accounts',

  facts: {
    clientId: 'Client id',
    homeUrl: 'Opens at',
    redirectUris: 'After signing in',
    postLogoutUris: 'After signing out',
    logoutUrl: 'Told of sign-outs at',
    secret: 'Client secret',
    pkce: 'PKCE',
    scimUrl: 'SCIM address',
    scimAuth: 'SCIM sign-in',
  },
  hasSecret: 'Yes; it is not shown again',
  withoutSecret: 'None: the site can’t keep one',
  withoutPkce: 'Off: a sign-in code that someone catches is protected by the client secret alone',
  token: 'A token',
  client: (id: string, url: string) => `Client ${id} at ${url}`,
  notTold: 'Nowhere: a sign-out here does not reach it',

  form: {
    title: (site: Site | undefined) => (site ? siteNames[site] : 'Connect a site'),
    intro:
      'The first fields are for signing in, the others for keeping the site’s accounts in step. One part is enough.',
    site: 'Site',
    homeUrl: 'Where people open the site',
    redirectUris: 'Where people go on after signing in (redirect URIs)',
    redirectHint: 'Each on a line of its own, exactly as the site sends it.',
    postLogoutUris: 'Where people go on after signing out',
    linesHint: 'Each on a line of its own.',
    logoutUrl: 'Where the site is told that someone was signed out',
    logoutHint: 'Its address for OpenID Connect back-channel logout.',
    withoutSecret: 'The site can’t keep a secret: it runs in the browser alone',
    withoutPkce: 'The site can’t do PKCE',
    pkceHint:
      'Leave this off if it can. Without PKCE, a sign-in code that someone catches is protected by the client secret alone.',
    scimUrl: 'SCIM address',
    scimHint: 'Such as https://hub.example/scim/v2. Empty it to end keeping the site in step.',
    scimToken: 'SCIM token',
    tokenHint: 'What the site gave you. It is never shown again; leave this empty to keep it.',
    scimTokenUrl: 'Or, with OAuth: token address',
    scimClientId: 'With OAuth: client id',
    scimClientSecret: 'With OAuth: client secret',
    secretHint: 'It is never shown again; leave this empty to keep it.',
    submit: 'Save',
  },

  connected: (site: Site) => `${siteNames[site]} is connected`,
  changed: (site: Site) => `${siteNames[site]} is changed`,
  same: 'Nothing was different',
  setUp: `A page shows what the site is set up with, its secret too. It can be opened for ${lengthOfTime(handOverTtlMs)}, and shows it once.`,
  showSecret: 'Show the secret',
  setUpOpen: 'The site is set up with what is in the file.',

  askSecret: (site: Site) => `Make a new secret for ${siteNames[site]}?`,
  secretFollows: 'The old one is void at once: until the site has the new one, nobody can sign in there.',
  secretYes: 'Make a new secret',
  secretDone: (site: Site) => `${siteNames[site]} has a new secret`,

  askOff: (site: Site) => `Turn ${siteNames[site]} off?`,
  offFollows: [
    'Nobody can sign in there with Staffroom any more, and who is signed in now is not signed out there.',
    'The accounts that the site has stay as they are. What waits to reach it is dropped.',
  ],
  offDone: (site: Site) => `${siteNames[site]} is turned off`,
  offNext: 'To connect it again, it gets a new secret.',

  /** The file that a site without a secret is set up with. */
  file: (site: Site, setUp: { issuer: string; clientId: string; redirectUris: readonly string[] }) =>
    [
      `${siteNames[site]}: sign-in with Staffroom (OpenID Connect)`,
      '',
      `Issuer         ${setUp.issuer}`,
      `Configuration  ${setUp.issuer}/.well-known/openid-configuration`,
      `Client id      ${setUp.clientId}`,
      `Client secret  (none: a public client)`,
      `Flow           authorization code with PKCE (S256)`,
      `Scopes         openid profile email school offline_access`,
      ...setUp.redirectUris.map((uri, i) => `${i === 0 ? 'Redirect URIs' : '             '}  ${uri}`),
      '',
    ].join('\n'),
} as const;

/** What the playground’s sample sites say. */
export const sampleSites = {
  indexTitle: 'The seven sites',
  indexLead: 'Sample sites on this machine. One e-mail and one password open all that someone has access to.',
  about: {
    hub: 'Guides, training and news for schools.',
    primary: 'Progression tests and results, stages 1 to 6.',
    'lower-secondary': 'Progression tests and results, stages 7 to 9.',
    'test-maker': 'Papers made of past questions.',
    'resource-plus': 'Lessons, films and experiments.',
    'results-analysis': 'How a school’s candidates did.',
    forums: 'Teachers ask, teachers answer.',
  } satisfies Record<Site, string>,
  sample: 'A sample site of the playground.',
  signIn: 'Sign in with Staffroom',
  signOut: 'Sign out',
  hello: (firstName: string) => `Hello, ${firstName}`,
  name: 'Name',
  email: 'E-mail',
  state: 'State',
  ask: 'If this is a mistake, ask:',
  role: 'Role on this site',
  roleShort: 'Role',
  roles: { coordinator: 'Coordinator', admin: 'Admin', 'site-admin': 'Site admin', teacher: 'Teacher' } as Record<
    string,
    string
  >,
  programmes: 'Programmes',
  noProgrammes: 'None',
  centre: 'Centre number',
  groups: 'My learner groups',
  noGroups: 'You hold no learner groups here.',
  columns: {
    name: 'Group',
    stage: 'Stage',
    subject: 'Subject',
    learners: 'Learners',
    tests: 'Tests',
    results: 'Results',
  },
  signedOut: 'Signed out',
  signedOutYourself: 'You are signed out of this site.',
  ended: 'You were signed out: your session was ended.',
  endedAccount: 'Signed out: your account is not active on this site any more.',
  refused: 'You are not signed in',
  refusedLead: 'Staffroom did not let you in, or you went back.',
  expired: 'This sign-in took too long, or was begun in another window. Begin again.',
  away: 'Staffroom can’t be reached now. Try again in a minute.',
  other: 'The other sites',
  people: 'People this site knows',
  peopleLead: (n: number) =>
    n === 0
      ? 'Nobody yet. Whoever is given access to this site in Staffroom appears here.'
      : `${count(n, 'account')}, as Staffroom has told the site by SCIM. A change there shows here at once.`,
  active: 'Active',
  inactive: 'Can’t sign in',
  back: 'Back to the site',
};
