import type { Lang } from '../../functions/disclosure/text.ts';
import { datedWords } from './dated-words.ts';
import type { ReadFile } from './log-reader.ts';

/**
 * Says whether the last witnessed checkpoint covers an entry, and who stands under it, as the file has it: the check page
 * verifies the signatures. Nothing where there is no such file.
 */
export async function witnessSentence(read: ReadFile, index: number, lang: Lang): Promise<string | undefined> {
  const file = await read('/log/1/witnessed', true);
  if (typeof file === 'string') return file === 'missing' ? datedWords[lang].provisional : undefined;
  const text = new TextDecoder().decode(file);
  const [origin = '', size = ''] = text.split('\n');
  const names = [...text.matchAll(/^\u2014 (\S{1,200}) \S+$/gm)].map(([, name]) => name ?? '').filter((name) => name !== origin);
  if (!/^\d{1,15}$/.test(size) || names.length === 0) return undefined;
  return Number(size) > index ? datedWords[lang].witnessed([...new Set(names)].join(lang === 'zh' ? '、' : ', ')) : datedWords[lang].provisional;
}
