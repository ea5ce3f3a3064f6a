// `npm run close`: closes what is due on the portal that runs on DATA_DIR; `-- --now` closes the day under way as well.
import { askDesk } from './ask-desk.ts';
import type { CloseAnswer } from './desk.ts';
import { readSettings } from './settings.ts';

const { dataDir } = readSettings(process.env);
const answer = await askDesk(dataDir, { path: '/local/close', body: { now: process.argv.includes('--now') } });
if (answer.ok)
  say(answer.body as CloseAnswer); // of the portal whose key we hold
else fail(`${answer.sentence} A portal that starts closes by itself what was due.`);

function say(closed: CloseAnswer): void {
  if (closed.outcome === 'closed')
    console.log(`第 ${closed.number} 期已结期，${closed.count} 笔。Issue ${closed.number} closed: ${closed.count} gifts, ${closed.minor} fen.`);
  else if (closed.outcome === 'not_due')
    console.log('Nothing is due. `npm run close -- --now` closes the day under way; what is paid later today then stands in the next issue, marked late.');
  else if (closed.outcome === 'busy') fail('Another close is under way. Try again in half a minute.');
  else if (closed.outcome === 'elsewhere')
    fail('部署由 closer 函数定时结期，此处没有签名的权利。In a deployment the function closer closes, looking every ten minutes; nobody may sign here.');
  else if (closed.outcome === 'refused') fail(`Not closed: ${closed.reason}. The public page says so; see the portal’s own output.`);
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
