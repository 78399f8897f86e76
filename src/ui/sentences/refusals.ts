import type { Status } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { remindedDays } from '../../words/usage.ts';
import type { Limited } from '../../words/usage-limits.ts';
import { count, formatDate, formatDay, formatWhen, listed, people, waitOf } from '../formats.ts';
import { here } from '../speech.ts';
import { aRole, siteNames, sites, statusNames } from './names.ts';
import { type Held, held } from './progression.ts';
import { unseenSign } from './unseen.ts';

type Named = { name: string };
type Reached = { what: Limited; whose: 'person' | 'school'; limit: number; minutes: number };
type Moment = { at: Date; now: Date; timeZone: string };

/** What was done so often that no more is taken for a while. */
const limited: Record<Limited, (n: number) => string> = {
  files: (n: number) => `had ${count(n, 'file')} read`,
  exports: (n: number) => `taken out ${count(n, 'list')}`,
  requests: (n: number) => `sent ${count(n, 'request')}`,
  verifications: (n: number) => `had the trail checked ${count(n, 'time')}`,
};

/** Why rights over one person are not enough. */
const alsoConcerned = {
  loser: (name: string) =>
    `This would take the data from ${name}, and your rights do not reach that account. A coordinator can do it.`,
  receiver: (name: string) =>
    `This would hand data to ${name}, and your rights do not reach that account. Choose someone else to receive it, or ask a coordinator.`,
  marked: (name: string) =>
    `${name} is a site admin, and whoever reads the new e-mail could use those rights. A coordinator can change it.`,
};

/** What stands in the way, and the way round it: a sentence or two for each code of the service's refusals. */
export const refusals = {
  'not-allowed': ({ because }: { because?: Named & { as: keyof typeof alsoConcerned } }) =>
    because ? alsoConcerned[because.as](because.name) : 'Your rights do not cover this. A coordinator can do it.',
  'nobody-to-remind': () =>
    `Nobody is left to remind: they have all come meanwhile, or were reminded within the last ${count(remindedDays, 'day')}.`,
  'already-done': () => 'This was done already. Nothing was done twice.',
  'person-unknown': () => 'There is no such account at this school.',
  'workspace-gone': () =>
    `Nothing that is connected to this school is called so. Type ${here.command('settings')} to see what is.`,
  'last-coordinators': () =>
    'Together they are all active coordinators of the school. Leave one of them out, or make someone else a coordinator first.',
  'last-coordinator': ({ name }: Named) =>
    `${name} is the last active coordinator. Make someone else a coordinator first.`,
  'already-suspended': ({ name }: Named) => `${name} is already suspended.`,
  'not-suspended': ({ name }: Named) => `${name} is not suspended.`,
  'is-suspended': ({ name }: Named) => `${name} is suspended. Reactivate the account first.`,
  'is-invited': ({ name }: Named) => `${name} has not set a password yet. Send the invitation again.`,
  'is-not-invited': ({ name }: Named) => `${name} has set a password already. Send a reset link instead.`,
  'already-role': ({ name, role }: Named & { role: keyof typeof aRole }) => `${name} is ${aRole[role]} already.`,
  'not-role': ({ name, role }: Named & { role: keyof typeof aRole }) => `${name} is not ${aRole[role]}.`,
  'already-site-admin': ({ name, site, on }: Named & { site: Site; on: boolean }) =>
    on
      ? `${name} is a site admin of ${siteNames[site]} already.`
      : `${name} is not a site admin of ${siteNames[site]}.`,
  'no-site-access': ({ name, site }: Named & { site: Site }) =>
    `${name} has no access to ${siteNames[site]}. Give access first.`,
  'suspend-first': ({ name }: Named) => `${name} is not suspended. Suspend the account first.`,
  'holds-data': ({ name, holdings }: Named & { holdings: Held[] }) =>
    `${name} still holds ${held(holdings)}. Transfer the data first.`,
  'holds-nothing': (p: Named & { sites: Site[] }) => `${p.name} holds nothing on ${sites(p.sites)}.`,
  'same-person': ({ name }: Named) => `${name} has this data already. Choose someone else to receive it.`,
  'receiver-not-active': ({ name, status }: Named & { status: keyof typeof statusNames }) =>
    `${name}’s account is ${statusNames[status].toLowerCase()}. Only someone with an active account can receive data.`,
  'receiver-leaves': ({ name }: Named) => `${name} leaves in the same plan. Choose someone else to receive it.`,
  'receiver-without-access': (p: Named & { sites: Site[] }) =>
    `${p.name} has no access to ${sites(p.sites)}. Tick this to give it in the same step, or choose someone else.`,
  'plan-gone': () => 'This waits no more: it is done, or was cancelled already.',
  'plan-changed': () => 'Something has changed since this was shown. Look at it again.',
  'already-undone': () => 'There is no such transfer any more. It was undone already, or is too long ago to be undone.',
  'transfer-moved-on': ({ name }: Named) =>
    `This transfer can’t be undone: something was changed in these groups since, or ${name || 'the receiver'} handed them on. Transfer them instead.`,
  'import-gone': () => 'There is no such import any more. It was undone already, or is too long ago to be undone.',
  'import-built-on': ({ group, was }: { group: string; was: 'changed' | 'handed-on' | 'moved-up' }) =>
    was !== 'changed'
      ? `This import can’t be undone: ${group} ${was === 'moved-up' ? 'moved up a year' : 'was handed on to someone else'} since.`
      : `This import can’t be undone: something was changed in ${group} since. If that was a later import, undo it first.`,
  'nothing-to-promote': () => 'There are no learner groups here to move up.',
  'already-promoted': ({ at, timeZone }: { at: Date; timeZone: string }) =>
    `These groups moved up on ${formatDate(at, timeZone)} already. They are those of the new year.`,
  'year-malformed': () => 'This is not a school year. It should look like 2025/26, or 2026.',
  'promotion-gone': () => 'There is no such move any more. It was undone already, or is too long ago to be undone.',
  'promotion-built-on': ({ group }: { group: string }) =>
    `This can’t be undone: ${group} was changed since, or handed on. If that was an import, undo it first.`,
  'nothing-to-copy': ({ name }: Named) =>
    `${name} has no site that could be copied. Choose programmes or sites instead.`,
  'note-same': () => 'Nothing was different. The note stays as it is.',
  'note-too-long': ({ max }: { max: number }) => `This note is too long. Use at most ${max} characters.`,
  'no-data-site': ({ name }: Named) =>
    `${name} has no access to a site that holds progression data. Give access first.`,
  'site-holds-data': (p: { site: Site; groups: number }) =>
    `${count(p.groups, 'learner group is', 'learner groups are')} still on ${siteNames[p.site]}. It can’t be taken away.`,
  'site-missing': (p: { sites: Site[] }) => `Say which site this is on: ${listed(p.sites, 'or')}.`,
  'group-missing': () => 'Name the group.',
  'group-new': ({ group }: { group: string }) =>
    `There is no group ${group} yet. Give its stage and its subject, and it is made.`,
  'group-ambiguous': ({ group }: { group: string }) =>
    `Several groups are called ${group}. Write it as in the list of groups, with its number.`,
  'test-new': ({ test }: { test: string }) =>
    `There is no test ${test} in this group yet. Give its date and its maximum mark, and it is made.`,
  'test-date': ({ test }: { test: string }) => `This group has several tests called ${test}. Give the date.`,
  'test-differs': ({ test, max }: { test: string; max: number }) =>
    `${test} has a maximum mark of ${max}, and the rows of this file do not agree on another. Give the same one in all.`,
  'max-below': ({ test, max, name, mark }: { test: string; max: number; name: string; mark: number }) =>
    `${test} can’t have a maximum mark of ${max}: ${name} has ${mark} in it. Correct that mark first.`,
  'learner-unnamed': ({ number }: { number: string }) =>
    `Nobody in this group has the number ${number} yet. Give the learner’s name too.`,
  'learner-unclear': ({ learner }: { learner: string }) =>
    `Several learners of this group are called ${learner}, and nothing tells which of them this is. Give each a number, in a column “learner number”.`,
  'number-unclear': ({ learner, number }: { learner: string; number: string }) =>
    `${learner} is in this group without a number, and it can’t be told whether ${number} is theirs. Give them their number first: a row with the name, the number, and a mark that they have already.`,
  'mark-missing': () => 'There are marks by strand but no mark. Give the mark too.',
  'mark-alone': () => 'There is a mark, but no learner or no test that it belongs to.',
  'mark-above': ({ max }: { max: number }) => `This is more than the maximum mark of ${max}.`,
  'test-same': () => 'Nothing was different. The test stays as it is.',
  'test-there': ({ test, group }: { test: string; group: string }) =>
    `${group} has another test called ${test} on this day. Give another day.`,
  'test-several': ({ test, group }: { test: string; group: string }) =>
    `${group} has several tests called ${test}. Correct one of them after the other.`,
  'max-mark-malformed': () => 'This is not a maximum mark. Use a number above 0, up to 1,000.',
  'test-unknown': ({ test }: { test: string }) => `There are no results of a test called ${test}.`,
  'row-twice': () => 'The file has another result of this learner in this test. Keep one of them.',
  'give-or-set': () =>
    `What several people get, and what is taken from them, is said apart: ${here.command('edit ben@school.example, ada@school.example give:hub take:forums')}. A name, an e-mail or all of someone’s sites are set for one person at a time.`,
  'nothing-changed': ({ name }: Named) => `Nothing was different. ${name}’s details stay as they are.`,
  'name-missing': () => 'Enter a name.',
  'name-sign': ({ sign }: { sign: string }) => `A name can’t hold “${sign}”. Leave it out.`,
  'name-too-long': ({ max }: { max: number }) => `This name is too long. Use at most ${max} characters.`,
  'email-missing': () => 'Enter an e-mail address.',
  'email-malformed': () => 'This is not an e-mail address. It should look like ben@school.example.',
  'email-several': ({ emails }: { emails: string[] }) =>
    `These are ${emails.length} e-mail addresses: ${listed(emails)}. Give one.`,
  'email-unseen': ({ sign }: { sign: number }) =>
    `There is ${unseenSign(sign)} within this e-mail address, which nobody can see. Type the address anew.`,
  'email-look-alike': ({ letter }: { letter: string }) =>
    `Some mail servers and sites take the letter “${letter}” in an address for others, so that mail could reach someone else. Give an address without it.`,
  'reply-to-letters': () =>
    'This stands in every mail, and not every mail server takes letters such as ž before the @. Give an address in A to Z.',
  'email-in-use-here': ({ name, status }: Named & { status: Status }) =>
    `This e-mail is already used at this school, by ${name}${status === 'suspended' ? ', who is suspended' : ''}.`,
  'email-in-use': () => 'This e-mail is already used by another account.',
  'email-twice': () => 'This e-mail stands in an earlier row too. Keep one of the two.',
  'email-awaited': () =>
    'This e-mail is to become that of someone else at this school: the link sent to it waits to be pressed.',
  'person-twice': () => 'This person stands in an earlier row too. Keep one of the two.',
  'staffroom-id-unknown': ({ name }: { name?: string }) =>
    name
      ? `Nobody at this school has this Staffroom id. Empty that cell, and the row is about ${name}, whose e-mail it has.`
      : 'Nobody at this school has this Staffroom id: the account may be deleted. Empty that cell to add the person as new.',
  'domain-malformed': () => 'Give the part behind the @, such as school.example.',
  'domain-same': () => 'The old and the new domain are the same.',
  'nobody-in-domain': ({ domain }: { domain: string }) => `Nobody at this school has an e-mail at ${domain}.`,
  'undo-gone': () => 'This can’t be undone any more. What was changed can be edited.',
  'no-site': () => 'Choose at least one site.',
  'site-not-eligible': (p: { sites: Site[] }) =>
    `This school is not eligible for ${sites(p.sites)}. Leave ${p.sites.length === 1 ? 'it' : 'them'} out.`,
  'site-admin-without-access': (p: { sites: Site[] }) =>
    `A site admin needs access too. Tick ${sites(p.sites)} under Sites.`,
  'sites-in-use': (p: { site: Site; people: number }) =>
    `${people(p.people)} still ${p.people === 1 ? 'has' : 'have'} access to ${siteNames[p.site]}. Take the access away first.`,
  'value-missing': () => 'Fill this in.',
  'value-too-long': ({ max }: { max: number }) => `This is too long. Use at most ${max} characters.`,
  'time-zone-unknown': () => 'This is not a time zone. It should look like Asia/Kolkata.',
  'hours-range': ({ min, max }: { min: number; max: number }) =>
    `Enter whole hours, at least ${min} and at most ${max}.`,
  'expiry-before-reminder': () => 'A request has to be announced again before it expires. Enter more hours here.',
  'date-past': () => 'This day is over. Enter a later one.',
  'access-over': ({ until }: { until: string }) => `This access was to end with ${formatDay(until)}, which is over.`,
  'until-for-nothing': () => 'No site is added by this. Tick the site that they are to have until then.',
  'deputy-self': () => 'This is you. Name someone else.',
  'deputy-unfit': ({ name }: Named) =>
    `${name} could not decide requests. Name someone with an active account who can.`,
  'request-unknown': () => 'There is no such request at this school.',
  'request-own': () => 'This is your own request. Someone else has to decide it.',
  'request-decided': (p: Moment & { status: 'approved' | 'denied'; by: string | null; own: boolean }) =>
    `${p.own ? 'You' : (p.by ?? 'Someone')} ${p.status} this request already, ${formatWhen(p.at, p.now, p.timeZone)}.`,
  'request-expired': ({ at, now, timeZone }: Moment) =>
    `This request expired, ${formatWhen(at, now, timeZone)}. Whoever asked can ask again.`,
  'request-withdrawn': (p: Moment & { by: string | null; own: boolean }) =>
    `${p.own ? 'You' : (p.by ?? 'Whoever asked')} withdrew this request, ${formatWhen(p.at, p.now, p.timeZone)}.`,
  'asker-suspended': ({ name }: Named) =>
    `${name} was suspended since. Reactivate the account first, or deny the request.`,
  'asker-has-access': ({ name, site }: Named & { site: Site }) =>
    `${name} has access to ${siteNames[site]} since, without this request. Deny it to close it.`,
  'access-already': ({ site }: { site: Site }) => `You have access to ${siteNames[site]} already.`,
  'access-to-all': () => 'You have access to every site of this school already.',
  'channel-unusable': ({ why }: { why: string }) => why,
  'no-directory': () => 'No directory is connected. There is no token that works.',
  'address-malformed': () => 'This is not an address. It should look like https://hub.example/path.',
  'address-insecure': () => 'This address has to begin with https://.',
  'address-here': () =>
    'This leads to Staffroom’s own machine. Enter the address by which the site is reached from elsewhere.',
  'address-private': () => 'This is no address on the internet. Enter the one by which everyone reaches the site.',
  'address-port': () => 'Leave out the port, or use 443 or 8443: Staffroom asks at no other.',
  'address-fragment': () => 'Leave out the # and what follows it.',
  'addresses-many': ({ max }: { max: number }) => `These are too many. Enter at most ${max}.`,
  'site-connected': ({ site }: { site: Site }) =>
    `${siteNames[site]} is connected to Staffroom. Turn it off first: type ${here.command(`site ${site} off`)}.`,
  'site-not-connected': ({ site }: { site: Site }) => `${siteNames[site]} is not connected.`,
  'site-without-secret': ({ site }: { site: Site }) => `${siteNames[site]} is connected without a secret.`,
  'site-not-in-step': ({ site }: { site: Site }) =>
    `${siteNames[site]} is not kept in step. Enter its SCIM address first: type ${here.command(`site ${site}`)}.`,
  'pkce-needed': () => 'A site without a secret needs PKCE. Leave this off, or give the site a secret.',
  'client-id-in-use': () => 'Another site has this id. Give this one an id of its own, or leave it out.',
  'connection-empty': () => 'Enter where people go on after signing in, or the SCIM address, or both.',
  'scim-auth-missing': () => 'Enter the SCIM token, or the three fields of a client below.',
  'scim-auth-both': () => 'Enter the SCIM token or the fields of a client, not both.',
  'scim-token-malformed': () =>
    'This has characters that no token may have, such as a space or a line break. Copy it from the site again.',
  'scim-auth-elsewhere': () => 'This is kept for another address. Enter it again.',
  'scim-address-missing': () => 'Enter the SCIM address too.',
  'too-many-tries': ({ minutes }: { minutes: number }) => `That was too many tries. Try again in ${waitOf(minutes)}.`,
  busy: () => 'Staffroom is busy with other files at this moment. Try again in a minute.',
  'limit-reached': ({ what, whose, limit, minutes }: Reached) =>
    `${whose === 'person' ? 'You have' : 'Your school has'} ${limited[what](limit)} within an hour, which is as many as can be. Try again in ${waitOf(minutes)}.`,
  'current-wrong': () => 'This is not your current password. Type it again.',
  'code-wrong': () =>
    'This code is not right, or it was used already. Type the one that your app shows now. If every code is refused, your telephone’s clock may be wrong: have the telephone set its time by itself, and type the next code.',
  'recovery-wrong': () => 'This is none of your recovery codes, or it was used already.',
  'must-have-second-factor': () => 'Your school asks you for a second factor, so it can only be replaced.',
  'own-second-factor': () =>
    'Nobody takes away their own second factor here. Sign in with one of your recovery codes, or ask another coordinator.',
  'no-second-factor': ({ name }: Named) => `${name} has no second factor.`,
  'sign-in-wrong': () =>
    'This e-mail and this password do not belong together. Type them again, or choose a new password.',
  'link-unknown': () => 'This link is not one of ours, or it is not complete. Open it again from the mail.',
  'link-expired': () =>
    'This link is too old, or a newer one took its place. Ask for a new one. If no mail comes, ask your coordinator.',
  'link-used': () => 'This link has been used already. Ask for a new one if you need it.',
  'passwords-differ': () => 'The two passwords are not the same. Type both again.',
  'password-short': ({ min }: { min: number }) => `Use at least ${min} characters.`,
  'password-long': ({ max }: { max: number }) => `Use at most ${max} characters.`,
  'password-common': () =>
    'This password is easy to guess. Choose a longer one, or three or four words that do not belong together.',
  'password-personal': () =>
    'This password is made of your name, your e-mail or your school. Choose one that a stranger would not try first.',
  'password-ours': ({ words }: { words: string[] }) =>
    `This password is made of what a stranger would try first here: ${listed(words.map((word) => `“${word}”`))}. Choose three or four words that do not belong together.`,
  'file-unreadable': ({ why }: { why: string }) => why,
  'file-and-domain': () => 'Give either a file or domains. They are two changes.',
  'rows-and-file': () => 'Fill in the rows or choose a file, not both. Empty the rows to use the file.',
  'draft-gone': () => 'This was done already, or is too old to go on with. Start again if you need to.',
} as const;
