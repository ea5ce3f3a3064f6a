import { LANGS, type Lang } from '../functions/disclosure/text.ts';

/** Parameters for a page that exists once in each language, Chinese at the root. The builder marks what it is given, so each page gets its own. */
export function languagePaths() {
  return LANGS.map((lang) => ({ params: { lang: lang === 'zh' ? undefined : lang }, props: { lang } }));
}

/** Each language with each of the things given. */
export function inEachLanguage<Thing>(things: readonly Thing[]): readonly { readonly lang: Lang; readonly thing: Thing }[] {
  return LANGS.flatMap((lang) => things.map((thing) => ({ lang, thing })));
}
