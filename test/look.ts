import { writeFileSync } from 'node:fs';
import { launchBrowser } from './browser.ts';
import { programCopy } from './program.ts';

const program = await programCopy();
const t0 = performance.now();
const running = await program.start();
console.log('started', running.url, Math.round(performance.now() - t0));
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(15000);
  page.on('pageerror', (e) => console.log('PAGEERROR', String(e)));
  page.on('console', (m) => {
    if (m.type() === 'error') console.log('CONSOLE', m.text());
  });
  await page.goto(running.url);
  await page.locator('#line').waitFor();
  let n = 0;
  const shot = async (name: string) => {
    await page.waitForTimeout(700);
    await page.screenshot({ path: `/tmp/lvshots/${String(++n).padStart(2, '0')}-${name}.png` });
  };
  const say = async (text: string) => {
    const before = await page.locator('.card').count();
    await page.fill('#line', text);
    await page.press('#line', 'Escape');
    await page.press('#line', 'Enter');
    await page.waitForTimeout(1200);
    return before;
  };
  const last = () => page.locator('#messages > li').last();
  const press = async (name: string, exact = true) => {
    await last().getByRole('button', { name, exact }).first().click();
    await page.waitForTimeout(1200);
  };
  await say('/staff show ben.okafor@riverside.example');
  await shot('profile');
  await say('/staff groups ben.okafor@riverside.example');
  await shot('groups');
  await say('/staff results ben.okafor@riverside.example Autumn test');
  await shot('chart');
  await say('/staff results fatima.alzahra@riverside.example Autumn test');
  await shot('chart2');
  await say('/staff leaver ben.okafor@riverside.example');
  await shot('leaver');
  await last()
    .getByRole('button', { name: /^Suspend/ })
    .first()
    .click();
  await page.waitForTimeout(1200);
  await shot('leaver-suspend');
  await press('Suspend');
  await shot('leaver-suspended');
  await last()
    .getByRole('button', { name: /Choose who/ })
    .click();
  await page.locator('dialog').waitFor();
  await page.waitForTimeout(500);
  await shot('form');
  await page.locator('dialog').getByRole('combobox', { name: 'To' }).fill('ngozi');
  await page.locator('.found li').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('dialog').getByRole('button', { name: 'Continue' }).click();
  await page.waitForTimeout(1200);
  await shot('form-error');
  await page.locator('dialog').getByRole('checkbox').check();
  await page.locator('dialog').getByRole('button', { name: 'Continue' }).click();
  await page.waitForTimeout(1200);
  await shot('question');
  await press('Transfer data');
  await shot('leaver-moved');
  await last()
    .getByRole('button', { name: /^Delete/ })
    .first()
    .click();
  await page.waitForTimeout(1200);
  await shot('delete-q');
  await press('Delete for good');
  await shot('deleted');
  // import of a long file
  const lines = ['site,group,stage,subject,learner,test,date,max mark,mark,strand: Number,strand: Geometry'];
  for (let g = 0; g < 20; g += 1)
    for (let q = 0; q < 100; q += 1)
      for (let l = 0; l < 25; l += 1) {
        const mark = (g + q + l) % 20;
        lines.push(
          `primary,Group ${g},${(g % 9) + 1},Mathematics,Learner ${l},Test ${q},2026-09-01,40,${2 * mark},${mark},${mark}`,
        );
      }
  for (let i = 0; i < 12; i += 1) lines.push(`primary,Group 1,2,Mathematics,Learner ${i},Test 1,2026-09-01,40,99,,`);
  writeFileSync('/tmp/lvshots/results.csv', lines.join('\n'));
  await say('/staff import zofia.zak@riverside.example');
  await page.locator('dialog').waitFor();
  await shot('import-form');
  await page.locator('dialog input[type=file]').setInputFiles('/tmp/lvshots/results.csv');
  let s = performance.now();
  await page.locator('dialog').getByRole('button', { name: 'Continue' }).click();
  await page.getByText('can be imported').first().waitFor();
  console.log('preview', Math.round(performance.now() - s));
  await shot('import-preview');
  s = performance.now();
  await last()
    .getByRole('button', { name: /^Import/ })
    .click();
  await page.getByText('The import has begun').waitFor();
  console.log('begun', Math.round(performance.now() - s));
  await shot('import-progress');
  await page.waitForTimeout(1500);
  await shot('import-progress2');
  await page.locator('.card').getByText('results imported for').waitFor({ timeout: 60000 });
  console.log('done', Math.round(performance.now() - s));
  await shot('import-done');
  await say('/staff results zofia.zak@riverside.example Test 5');
  await shot('chart3');
  await say('/staff audit ngozi.okonkwo@riverside.example');
  await say('/staff audit 1d');
  await shot('audit');
  await page.setViewportSize({ width: 360, height: 780 });
  await say('/staff groups fatima.alzahra@riverside.example');
  await shot('phone');
  await say('/staff leaver fatima.alzahra@riverside.example');
  await shot('phone-leaver');
} finally {
  await browser.close();
  const a = performance.now();
  await running.end('SIGTERM');
  console.log('stopped', Math.round(performance.now() - a));
  await program.remove();
  console.log(running.said().split('\n').slice(-15).join('\n'));
}
