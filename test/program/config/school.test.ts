import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/program/config/config.ts';
import { type Env, namesOf } from './wrong.ts';

describe('the first school', () => {
  const school = {
    CENTRE_NAME: 'Riverside School',
    CENTRE_NUMBER: 'IN123',
    COORDINATOR_EMAIL: 'amina.rahman@riverside.test',
    SUPPORT_CONTACT: 'IT desk',
  };

  test('its coordinator’s name is what the settings say, or what the e-mail tells', () => {
    const nameOf = (env: Env) => {
      const config = readConfig({ ...school, ...env });
      return 'wrong' in config
        ? config.wrong
        : [config.centre?.coordinatorFirstName, config.centre?.coordinatorLastName];
    };
    expect(nameOf({})).toEqual(['Amina', 'Rahman']);
    expect(nameOf({ COORDINATOR_NAME: ' Ana  María de la Cruz ' })).toEqual(['Ana', 'María de la Cruz']);
    expect(nameOf({ COORDINATOR_NAME: 'Suharto' })).toEqual(['Suharto', '']);
    expect(nameOf({ COORDINATOR_EMAIL: 'office@riverside.test' })).toEqual(['Office', 'Coordinator']);
    expect(nameOf({ COORDINATOR_EMAIL: '1234+x@riverside.test' })).toEqual(['School', 'Coordinator']);
    expect(nameOf({ COORDINATOR_EMAIL: 'jean-luc_o’neil2@riverside.test' })).toEqual(['Jean', "Luc O'neil"]);
  });

  test('its coordinator’s e-mail is taken as it was pasted', () => {
    const pasted = { ...school, COORDINATOR_EMAIL: 'Amina <mailto:amina@riverside.test>,' };
    expect(readConfig(pasted)).toHaveProperty('centre.coordinatorEmail', 'amina@riverside.test');
  });

  test('all of it', () => {
    expect(readConfig({ ...school, CENTRE_TIME_ZONE: 'Asia/Kolkata' })).toHaveProperty('centre', {
      name: 'Riverside School',
      number: 'IN123',
      supportContact: 'IT desk',
      timeZone: 'Asia/Kolkata',
      coordinatorEmail: 'amina.rahman@riverside.test',
      coordinatorFirstName: 'Amina',
      coordinatorLastName: 'Rahman',
    });
  });

  test.each([
    ['CENTRE_NUMBER', 'in123'],
    ['CENTRE_NUMBER', 'IN12'],
    ['CENTRE_NUMBER', 'IN123\nX'],
    ['CENTRE_NAME', 'x'.repeat(201)],
    ['CENTRE_NAME', 'two\nlines'],
    ['COORDINATOR_EMAIL', 'amina'],
    ['COORDINATOR_EMAIL', 'amina@riverside'],
    ['COORDINATOR_EMAIL', 'amina@riverside.test, bea@riverside.test'],
    ['CENTRE_TIME_ZONE', 'Kolkata'],
  ])('%s: %j', (name, value) => {
    expect(namesOf({ ...school, [name]: value })).toEqual([name]);
  });

  test('some of it asks for the rest', () => {
    expect(namesOf({ COORDINATOR_NAME: 'Amina Rahman' })).toEqual([
      'CENTRE_NAME',
      'CENTRE_NUMBER',
      'COORDINATOR_EMAIL',
      'SUPPORT_CONTACT',
    ]);
  });

  test('wants to know where links in mails lead once people are to open them', () => {
    const env = {
      SLACK_BOT_TOKEN: 'xoxb-12345678',
      SLACK_APP_TOKEN: 'xapp-12345678',
      SMTP_URL: 'smtp://mail.school.test',
      MAIL_FROM: 'no-reply@school.test',
    };
    expect(readConfig(env)).toEqual({ wrong: [expect.stringContaining('PUBLIC_URL: missing')] });
    expect(readConfig({ ...env, PUBLIC_URL: 'https://staffroom.school.test' })).not.toHaveProperty('wrong');
  });
});
