import type { Lang } from './text.ts';

/** Address of a page in a language: Chinese at the root, English under `/en`. `path` begins with a slash. */
export function localPath(lang: Lang, path: string): string {
  return lang === 'zh' ? path : `/${lang}${path}`;
}

/** Address of an issue's files without the ending; `.html`, `.json`, `.csv` follow. */
export function issuePath(society: string, number: number): string {
  return `/disclosures/${society}/${number}`;
}

/** Address of one page of rows of an issue, counted from 1. */
export function issuePagePath(society: string, at: { readonly number: number; readonly page: number }): string {
  return `${issuePath(society, at.number)}/${at.page}.html`;
}
