import { randomUUID } from 'node:crypto';
import type { Role } from '../../src/words/people.ts';
import { type Programme, suggest } from '../../src/words/programmes.ts';
import { type Site, sites } from '../../src/words/sites.ts';
import type { Tx } from '../connect.ts';
import { siteAccess, userProgrammes, users } from '../schema/index.ts';

const day = 24 * 3_600_000;

interface SamplePerson {
  firstName: string;
  lastName: string;
  email: string;
  role: Role;
  status: 'invited' | 'active' | 'suspended';
  programmes: Programme[];
  siteAdminOf: Site[];
  daysSinceSignIn?: number;
}

/** The people of the sample centre. Columns: first name, last name, e-mail, role, status, programmes, site admin of, days since the last sign-in. */
const table = `
Amina|Rahman|amina.rahman|coordinator|active|primary,upper-secondary||0
Margaret|O’Sullivan|margaret.osullivan|coordinator|active|advanced||3
Joseph|Mwangi|joseph.mwangi|admin|active|lower-secondary||1
Priya|Raghunathan|priya.raghunathan|admin|active|upper-secondary,advanced|results-analysis|2
Lars|Sørensen|lars.sorensen|admin|invited|primary||
Mei-Ling|Chen|meiling.chen|teacher|active|upper-secondary,advanced|test-maker|0
Ben|Okafor|ben.okafor|teacher|active|primary,global-perspectives||2
José|Álvarez|jose.alvarez|teacher|active|upper-secondary||5
Adaeze|Okafor|adaeze.okafor|teacher|active|primary||9
Ngozi|Okonkwo|ngozi.okonkwo|teacher|active|lower-secondary||12
Chidi|Nwosu|chidi.nwosu|teacher|active|upper-secondary||40
Fatima|Al-Zahra|fatima.alzahra|teacher|active|primary,lower-secondary||1
Omar|Haddad|omar.haddad|teacher|active|advanced||6
ليلى|الخطيب|layla.alkhatib|teacher|active|primary||8
Yusuf|Demirci|yusuf.demirci|teacher|active|lower-secondary||15
Zeynep|Yıldız|zeynep.yildiz|teacher|invited|primary||
Anjali|Sharma|anjali.sharma|teacher|active|primary||1
Rohan|Mehta|rohan.mehta|teacher|active|upper-secondary,advanced|resource-plus|0
Lakshmi|Venkataraman|lakshmi.venkataraman|teacher|active|lower-secondary||4
Arjun|Iyer|arjun.iyer|teacher|suspended|upper-secondary||65
सुनीता|शर्मा|sunita.sharma|teacher|active|primary||3
Kavya|Nair|kavya.nair|teacher|active|global-perspectives||7
Vikram|Singh Rathore|vikram.rathore|teacher|active|advanced||11
Sandeep|Kaur Gill|sandeep.gill|teacher|invited|primary,lower-secondary||
Harpreet|Dhillon|harpreet.dhillon|teacher|active|upper-secondary||20
Nguyễn|Thị Hương|huong.nguyen|teacher|active|lower-secondary||2
Trần|Văn Minh|minh.tran|teacher|active|upper-secondary||14
Siti|Nurhaliza binti Ahmad|siti.ahmad|teacher|active|primary||6
Budi|Santoso|budi.santoso|teacher|active|advanced||33
Maria Clara|Dela Cruz|mariaclara.delacruz|teacher|active|primary||1
Kwame|Mensah|kwame.mensah|teacher|active|upper-secondary,global-perspectives||5
Abena|Boateng|abena.boateng|teacher|invited|lower-secondary||
Thandiwe|Nkosi|thandiwe.nkosi|teacher|active|advanced||18
Sipho|Dlamini|sipho.dlamini|teacher|suspended|lower-secondary||120
Łukasz|Wójcik|lukasz.wojcik|teacher|active|upper-secondary||10
Zofia|Żak|zofia.zak|teacher|active|primary||2
Ørjan|Ødegård|orjan.odegard|teacher|active|advanced||27
Guðrún|Jónsdóttir|gudrun.jonsdottir|teacher|active|primary||16
Siobhán|Ní Bhriain|siobhan.nibhriain|teacher|active|lower-secondary||3
Conor|O’Brien|conor.obrien|teacher|active|upper-secondary||1
Élodie|Lefèvre|elodie.lefevre|teacher|active|upper-secondary,advanced||9
François|Dubois-Martin|francois.dubois|teacher|invited|global-perspectives||
Jürgen|Müller|juergen.mueller|teacher|active|advanced||13
Anna-Lena|Weiß|annalena.weiss|teacher|active|primary||4
Giulia|D’Angelo|giulia.dangelo|teacher|active|lower-secondary||22
João|Pereira da Silva|joao.pereira|teacher|active|upper-secondary||2
Inês|Gonçalves|ines.goncalves|teacher|active|primary||8
Δήμητρα|Παπαδοπούλου|dimitra.papadopoulou|teacher|active|advanced||17
Олена|Шевченко|olena.shevchenko|teacher|active|lower-secondary||5
Dmitri|Volkov|dmitri.volkov|teacher|suspended|advanced||200
さくら|田中|sakura.tanaka|teacher|active|primary||6
민준|김|minjun.kim|teacher|active|upper-secondary||3
伟|李|wei.li|teacher|active|advanced,global-perspectives||1
Sione|Taufaʻao|sione.taufaao|teacher|active|lower-secondary||29
Mere|Ngāta|mere.ngata|teacher|active|primary||7
Ricardo|Núñez Ibáñez|ricardo.nunez|teacher|active|upper-secondary||12
Valentina|Rojas|valentina.rojas|teacher|invited|primary||
Tomáš|Dvořák|tomas.dvorak|teacher|active|upper-secondary||19
Grace|Achieng Otieno|grace.otieno|teacher|active|lower-secondary||2
William|Smith|william.smith|teacher|active|primary||31
Wilhelmina|Smythe|wilhelmina.smythe|teacher|active|advanced||9
`;

export const samplePeople: SamplePerson[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [firstName = '', lastName = '', account = '', role, status, programmes = '', siteAdminOf = '', days] =
      line.split('|');
    return {
      firstName,
      lastName,
      email: `${account}@riverside.example`,
      role: role as Role,
      status: status as SamplePerson['status'],
      programmes: programmes.split(',') as Programme[],
      siteAdminOf: (siteAdminOf === '' ? [] : siteAdminOf.split(',')) as Site[],
      ...(days && { daysSinceSignIn: Number(days) }),
    };
  });

/** Adds the people of the sample centre, with their programmes and access. @returns the coordinator's id */
export async function makeSamplePeople(tx: Tx, centreId: string, now: Date): Promise<string | undefined> {
  const rows = samplePeople.map((p) => ({ ...p, id: randomUUID() }));
  await tx.insert(users).values(rows.map((p) => userOf(centreId, p, now)));
  await tx.insert(siteAccess).values(rows.flatMap((p) => accessOf(centreId, p)));
  await tx
    .insert(userProgrammes)
    .values(rows.flatMap((p) => p.programmes.map((programme) => ({ centreId, userId: p.id, programme }))));
  return rows.find((p) => p.role === 'coordinator')?.id;
}

type Row = SamplePerson & { id: string };

function userOf(centreId: string, p: Row, now: Date) {
  const { id, firstName, lastName, email, role, status, daysSinceSignIn: days } = p;
  const daysAgo = (n: number) => new Date(now.getTime() - n * day);
  return {
    ...{ id, centreId, firstName, lastName, email, role, status },
    ...(status === 'suspended' && { suspendedFrom: 'active' as const, suspendedAt: daysAgo(30) }),
    ...(days !== undefined && { lastSignedInAt: daysAgo(days) }),
  };
}

function accessOf(centreId: string, p: Row) {
  const suggested = suggest(p.programmes, [...sites]);
  const open = sites.filter((s) => s === 'hub' || suggested.includes(s) || p.siteAdminOf.includes(s));
  return open.map((site) => ({ centreId, userId: p.id, site, siteAdmin: p.siteAdminOf.includes(site) }));
}
