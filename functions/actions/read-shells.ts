import type { Deps } from '../deps.ts';
import { SHELLS, type ShellName, type Shells } from '../disclosure/live-pages.ts';
import { LANGS, type Lang } from '../disclosure/text.ts';

const FRESH_MS = 60_000;

/** Reads the shells that the last deployment brought into the public bucket, and keeps them for a minute. Throws where one is missing. */
export function shellReader(deps: Pick<Deps, 'publicFiles' | 'now'>): () => Promise<Shells> {
  let kept: { readonly shells: Shells; readonly untilMs: number } | undefined;
  return async () => {
    if (kept === undefined || deps.now() >= kept.untilMs) kept = { shells: await readShells(deps), untilMs: deps.now() + FRESH_MS };
    return kept.shells;
  };
}

async function readShells(deps: Pick<Deps, 'publicFiles'>): Promise<Shells> {
  const [home, today, campaign, disclosures, issue, page] = await Promise.all(SHELLS.map((name) => readShell(deps, name)));
  if (!home || !today || !campaign || !disclosures || !issue || !page) throw new Error('the list of shells and the site do not fit together');
  return { home, today, campaign, disclosures, issue, page };
}

async function readShell(deps: Pick<Deps, 'publicFiles'>, name: ShellName): Promise<{ readonly [lang in Lang]: string }> {
  const [zh, en] = await Promise.all(LANGS.map((lang) => readText(deps, `shells/${lang === 'zh' ? '' : `${lang}/`}${name}.html`)));
  return { zh: zh ?? '', en: en ?? '' };
}

async function readText(deps: Pick<Deps, 'publicFiles'>, key: string): Promise<string> {
  const stored = await deps.publicFiles.get(key);
  if (stored === undefined) throw new Error(`the site lacks ${key}`);
  return new TextDecoder().decode(stored.bytes);
}
