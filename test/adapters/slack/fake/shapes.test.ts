import { expect, it } from 'vitest';
import { checkBlocks, checkSuggestions, checkView } from './check.ts';
import { applyAnswer } from './client/answered.ts';
import { clientErrors } from './client/client-checks.ts';
import type { View } from './types.ts';
import { addTeam } from './workspaces.ts';
import { newWorld } from './world.ts';

/** What of blocks and views Slack refuses. That the fake lets pass what is good, the adapter's tests show. */

const plain = (text: string) => ({ type: 'plain_text', text });
const button = (values: object = {}) => ({ type: 'button', text: plain('Go'), ...values });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const choices = (...values: string[]) => values.map((value) => ({ text: plain(value), value }));
const nameInput = {
  type: 'input',
  block_id: 'name',
  label: plain('Name'),
  element: { type: 'plain_text_input', action_id: 'value', max_length: 20 },
};
const modal = (values: object = {}) => ({
  type: 'modal',
  title: plain('Add'),
  submit: plain('Add'),
  blocks: [nameInput],
  ...values,
});

it.each<[string, object[], string]>([
  ['a button text too long', [actions(button({ text: plain('x'.repeat(76)) }))], 'must be less than 76 characters'],
  ['a button value too long', [actions(button({ value: 'x'.repeat(2_001) }))], 'must be less than 2001'],
  [
    'the same action twice',
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    'action_id "a" already exists',
  ],
  ['the same block twice', Array(2).fill({ type: 'divider', block_id: 'b' }), 'block_id "b" already exists'],
  ['a section too long', [{ type: 'section', text: plain('x'.repeat(3_001)) }], '/blocks/0/text/text'],
  ['a section that says nothing', [{ type: 'section' }], 'missing required field: text'],
  ['empty words', [{ type: 'section', text: plain('') }], 'must be more than 0 characters'],
  ['an unknown property', [{ type: 'divider', colour: 'red' }], 'invalid additional property: colour'],
  ['too many blocks', Array(51).fill({ type: 'divider' }), 'no more than 50 items'],
  ['an input in a message', [nameInput], 'unsupported type: input'],
  ['one choice in an overflow menu', [actions({ type: 'overflow', options: choices('a') })], 'no fewer than 2'],
  [
    'what is ticked and not on offer',
    [actions({ type: 'checkboxes', options: choices('a'), initial_options: choices('b') })],
    'not among the options',
  ],
])('a message has not %s', (_, blocks, complaint) => {
  expect(checkBlocks(blocks, 'message').join()).toContain(complaint);
});

it.each<[string, object, string]>([
  ['a title too long', modal({ title: plain('x'.repeat(25)) }), 'must be less than 25 characters'],
  ['metadata too long', modal({ private_metadata: 'x'.repeat(3_001) }), 'must be less than 3001'],
  ['inputs without a button to send them', modal({ submit: undefined }), 'submit is required'],
  ['the type of a home tab', { type: 'home', blocks: [] }, 'must be modal'],
])('a modal has not %s', (_, view, complaint) => {
  expect(checkView(modal(), 'modal')).toEqual([]);
  expect(checkView(view, 'modal').join()).toContain(complaint);
});

it('a search gives a hundred suggestions at most', () => {
  expect(checkSuggestions({ options: choices(...Array(101).fill('x')) }).join()).toContain('no more than 100 items');
});

it('errors stand beside inputs of the view alone, and a form is sent once it is filled', () => {
  const view = { ...modal(), state: { values: { name: { value: { value: null } } } } } as unknown as View;
  expect(clientErrors(view)).toEqual({ name: 'Please complete this required field.' });
  const world = newWorld({});
  const sent = { ...view, team_id: addTeam(world, { name: 'Riverside' }).id };
  const answer = (errors: object) => () => applyAnswer(world, 'U1', sent, { response_action: 'errors', errors });
  expect(answer({ name: 'In use' })()).toEqual({ name: 'In use' });
  expect(answer({ nowhere: 'In use' })).toThrow('nowhere is no input block');
  expect(answer({})).toThrow('errors are empty');
});
