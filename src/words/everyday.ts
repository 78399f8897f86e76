/**
 * Everyday English, as plain as it is typed: in small letters, without apostrophes and hyphens. Names that are words too (*Will*,
 * *Mark*, *Grace*, *April*) are none of it.
 */

const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words that say nothing of what someone wants, nor of whom. */
export const everyday = setOf(`
  a an the this that these those it its there here and or but if so as than then too also not no yes
  i im ive id ill me my mine myself we our us you your he his him she her hers they their them who whom whose which what when where why how
  am is are was were be been being has have had having do does did doing done can cant cannot could couldnt would should must
  shall might wont isnt arent dont doesnt didnt hasnt havent wasnt get gets got getting go goes going want wants wanted need
  needs needed try tries tried trying help please pls plz thanks thank let lets make makes put say says said tell know think see seems
  work works working happen happened wrong again now just still already yet ever never always only really very much
  of to in on at by for from with without about into onto off out up down over after before until since because between
  all any some every each both other another same everyone everybody someone somebody anyone anybody nobody none one two
  account accounts user users person people teacher teachers staff member members colleague colleagues school site sites
  thing things something anything nothing way problem issue question time today tomorrow yesterday tonight morning afternoon
  week month year term day days next last monday tuesday wednesday thursday friday saturday sunday
  january february july august september october november december
`);

/** Words that stand before a name, or before whom one means: *the account of Ben*, *my colleague Ben*. */
export const beforeNames = setOf(`
  a an the our my of for to from please account accounts user person people teacher colleague member staff
  access password profile mr mrs ms miss mx dr sir madam prof professor
`);

/** How people begin before they say what they want, the longest first; by itself each of them is a greeting. */
export const openings = `
  i would like you to
  i would like to
  i want you to
  could you please
  can you please
  would you please
  hello there
  hey there
  hi there
  good afternoon
  good morning
  good evening
  where do i
  where can i
  how do you
  how would i
  how do i
  how can i
  how do we
  how can we
  i want to
  i need to
  i have to
  id like to
  we want to
  we need to
  please can you
  could you
  can you
  would you
  will you
  could i
  can i
  can we
  may i
  how to
  want to
  need to
  thank you
  many thanks
  go and
  thanks
  cheers
  kindly
  please
  hello
  hallo
  staffroom
  dear
  hey
  hi
  pls
  plz
  so
  ok
`
  .trim()
  .split('\n')
  .map((opening) => opening.trim().split(' '));

/** By which people speak of themselves. */
export const oneselfWords = setOf('i im ive id ill me my mine myself');
