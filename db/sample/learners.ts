/** Names of learners and subjects of the sample centre. */

const first =
  'Aarav,Aisha,Amara,Arjun,Aya,Bilal,Chiara,Daniel,Deepika,Elif,Emeka,Farah,Finn,Grace,Hana,Hassan,Ines,Isaac,Jaya,Jun,Kofi,Leila,Liam,Lucía,Maja,Mateo,Meera,Mohammed,Nadia,Noah,Nour,Olu,Petra,Priya,Rahul,Rosa,Sami,Sana,Sofia,Tariq,Thandi,Tomás,Uma,Vera,Wei,Yara,Yusuf,Zoe'.split(
    ',',
  );
const last =
  'Abebe,Adeyemi,Ahmed,Banerjee,Bauer,Bello,Costa,Das,Demir,Diaz,Eze,Fernando,Garcia,Gupta,Haddad,Hussain,Ito,Jansen,Kamau,Khan,Kim,Kowalska,Kumar,Lim,Mbeki,Mendes,Nair,Nowak,O’Neill,Okoro,Park,Patel,Perera,Rao,Reyes,Rossi,Santos,Shah,Silva,Singh,Tan,Tran,Usman,Vega,Wang,Yilmaz,Zhou'.split(
    ',',
  );

export const subjects: Record<string, string[]> = {
  Mathematics: ['Number', 'Algebra', 'Geometry', 'Statistics'],
  English: ['Reading', 'Writing', 'Speaking and listening'],
  Science: ['Biology', 'Chemistry', 'Physics', 'Earth and space'],
};

/** Numbers from 0 to 1 that look random and are the same every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** So many different names, in the order of a register. */
export function learnerNames(random: () => number, n: number): string[] {
  const names = new Set<string>();
  const one = (from: string[]) => from[Math.floor(random() * from.length)] ?? '';
  while (names.size < n) names.add(`${one(first)} ${one(last)}`);
  return [...names].sort((a, b) => (a.split(' ')[1] ?? '').localeCompare(b.split(' ')[1] ?? ''));
}
