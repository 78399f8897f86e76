import type { FormValues } from '../../../src/ui/form.ts';
import { fileOf } from '../../kit/file.ts';
import type { Role } from './people.ts';

const at = (name: string) => `${name}@riverside.example`;
/** More than fits a button: drafts carry them. */
const lines = (head: string, line: (n: number) => string) =>
  [head, ...Array.from({ length: 40 }, (_, n) => line(n))].join('\n');
const results = lines(
  'group,learner,test,date,max mark,mark,stage,subject',
  (n) => `7X,Quincy Learner ${n},Autumn,2026-09-03,20,15,7,Maths`,
);
const added = lines(
  'First name,Last name,E-mail,Programmes',
  (n) => `Nadia,Karim${n},nadia.karim${n}@riverside.example,primary`,
);
const leaving = `leaver,successor\n${at('anjali.sharma')},${at('margaret.osullivan')}`;
/** Who is named in them, and nowhere else yet. */
export const names = ['Nadia Karim', 'nadia.karim', 'Quincy Learner'];

/** What each role does, in this order: a line, and what is filled in where it leads to a form. */
export const sessions: [by: Role, line: string, fill?: FormValues][] = [
  ['coordinator', 'whoami'],
  ['coordinator', 'help'],
  ['coordinator', 'help suspend'],
  ...['people', 'accounts', 'requests', 'data', 'school'].map((group): [Role, string] => [
    'coordinator',
    `help ${group}`,
  ]),
  ['coordinator', 'list'],
  ['coordinator', 'list okafor role:teacher'],
  ['coordinator', 'choose okafor'],
  ['coordinator', `show ${at('fatima.alzahra')}`],
  ['coordinator', `show ${at('zeynep.yildiz')}`],
  ['coordinator', `show ${at('arjun.iyer')}`],
  ['coordinator', 'export status:suspended'],
  ['coordinator', 'audit'],
  ['coordinator', 'audit since:90d as:csv'],
  ['coordinator', 'audit verify'],
  ['coordinator', 'add', { file: fileOf(added, 'people.csv') }],
  ['coordinator', 'add Otto Lang otto.lang@riverside.example programmes:primary'],
  ['coordinator', `invite ${at('zeynep.yildiz')}`],
  ['coordinator', `edit ${at('kavya.nair')}`, { firstName: 'Kavita', email: 'kavita@riverside.example' }],
  ['coordinator', `edit ${at('kavya.nair')} email:${at('kavya.nair')}`],
  ['coordinator', `note ${at('kavya.nair')}`, { text: 'part-time' }],
  ['coordinator', `reset ${at('kavya.nair')}`],
  ['coordinator', `admin ${at('omar.haddad')}`],
  ['coordinator', `admin ${at('omar.haddad')} off`],
  ['coordinator', `admin ${at('omar.haddad')} on test-maker`],
  // Of higher rank than an admin's rights reach, and of someone who carries a mark.
  ['coordinator', `edit ${at('rohan.mehta')}`, { email: 'rohan.mehta.new@riverside.example' }],
  ['coordinator', `edit ${at('lars.sorensen')}`, { lastName: 'Soerensen' }],
  ['coordinator', `suspend ${at('priya.raghunathan')}`],
  ['coordinator', `reactivate ${at('priya.raghunathan')}`],
  ['coordinator', `transfer ${at('anjali.sharma')} ${at('margaret.osullivan')}`, { grant: true }],
  ['coordinator', `suspend ${at('kavya.nair')} left in July`],
  ['coordinator', `reactivate ${at('kavya.nair')}`],
  ['coordinator', `groups ${at('giulia.dangelo')}`],
  ['coordinator', `results ${at('giulia.dangelo')} Autumn test`],
  ['coordinator', 'import template'],
  ['coordinator', `import ${at('giulia.dangelo')}`, { file: fileOf(results, 'results.csv') }],
  ['coordinator', `groups promote ${at('ngozi.okonkwo')}`],
  ['coordinator', `transfer ${at('giulia.dangelo')} ${at('ngozi.okonkwo')}`],
  ['coordinator', `leaver ${at('lakshmi.venkataraman')}`, { to: at('ngozi.okonkwo') }],
  ['coordinator', `leaver ${at('lakshmi.venkataraman')}`],
  ['coordinator', `suspend ${at('kavya.nair')}, ${at('harpreet.dhillon')} on 1 June`],
  ['coordinator', 'scheduled'],
  ['coordinator', 'leavers', { file: fileOf(leaving, 'leavers.csv') }],
  ['coordinator', `transfer ${at('sipho.dlamini')} ${at('ngozi.okonkwo')}`],
  ['coordinator', `delete ${at('sipho.dlamini')}`],
  ['teacher', 'ask-reset', { reason: 'a new phone' }],
  ['teacher', 'access forums for the summer'],
  ['teacher', 'whoami'],
  ['teacher', 'groups'],
  ['teacher', 'results'],
  ['teacher', 'import', { file: fileOf(results.replaceAll('7,Maths', '3,Maths'), 'results.csv') }],
  ['site-admin', 'list'],
  ['site-admin', `edit ${at('chidi.nwosu')} sites:hub,test-maker`],
  ['site-admin', 'requests'],
  ['site-admin', `show ${at('chidi.nwosu')}`],
  ['admin', 'list'],
  ['admin', 'export'],
  ['admin', `edit ${at('harpreet.dhillon')}`, { lastName: 'Dhillon-Gill' }],
  ['admin', `reset ${at('harpreet.dhillon')}`],
  ['admin', `suspend ${at('harpreet.dhillon')}`],
  ['admin', `reactivate ${at('harpreet.dhillon')}`],
  ['admin', `transfer ${at('ngozi.okonkwo')} ${at('fatima.alzahra')}`],
  ['admin', 'settings'],
  ['admin', 'requests'],
  ['coordinator', 'ask-reset', { reason: 'locked out' }],
  ['coordinator', 'requests', { reason: 'not now' }],
  ['coordinator', `approve ${at('ben.okafor')}`],
  ['coordinator', `deny ${at('adaeze.okafor')} not this year`],
  ['coordinator', 'settings', { supportContact: 'room 14' }],
  ['coordinator', 'settings timeZone:Europe/London'],
  ['coordinator', 'directory on'],
  ['coordinator', 'directory off'],
  ['coordinator', 'site'],
  [
    'coordinator',
    'site hub connect',
    {
      redirectUris: 'https://hub.example/callback',
      scimUrl: 'https://hub.example/scim/v2',
      scimToken: 'a token of the hub',
    },
  ],
  ['coordinator', 'site hub secret'],
  ['coordinator', 'usage'],
  ['coordinator', 'usage hub never'],
  ['coordinator', 'usage csv'],
  ['coordinator', 'usage weekly'],
  ['coordinator', 'remind hub'],
  ['site-admin', 'usage'],
  ['coordinator', 'sync hub'],
  ['coordinator', 'site hub off'],
  ['coordinator', 'access'],
];
