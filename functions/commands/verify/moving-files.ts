import { LIVE_KEY } from '../../actions/refresh-disclosure.ts';
import { issuePath } from '../../disclosure/address.ts';
import { ROWS_PER_PAGE } from '../../disclosure/live.ts';
import { SHELLS, type Shells } from '../../disclosure/live-pages.ts';
import { LANGS, type Lang, texts } from '../../disclosure/text.ts';
import { logSizeOf } from '../../store/live-file.ts';
import { exactText } from './exact-text.ts';
import { frontPaths } from './judge-fronts.ts';
import { issueListPath, PENDING_KEY } from './judge-lists.ts';
import { USE_PATHS } from './judge-uses.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

/** Files that change with every publication, as they were at one moment, with the log sizes that they say. */
export type MovingFiles = {
  /** Reads these files as they were then, all others as they are. */
  readonly source: PublicSource;
  readonly sizes: ReadonlySet<number>;
  /** What `live.json` says, if it can be had. */
  readonly liveSize: number | undefined;
  /** At which time of day the society closes, as today's page says. */
  readonly closeAt: string;
};

/**
 * Reads the files that change while somebody gives. Read before the checkpoint, none of them can be of a larger log than
 * the checkpoint, unless it says what is not true.
 */
export async function readMoving(source: PublicSource, societyId: string): Promise<MovingFiles> {
  const kept = new Map<string, Uint8Array>();
  const live = await readFile(source, LIVE_KEY, LIMITS.list);
  if (!isFailure(live)) kept.set(LIVE_KEY, live);
  const said = isFailure(live) ? {} : liveOf(live);
  await Promise.all(
    pathsOf(said, societyId).map(async (path) => {
      const bytes = await readFile(source, path, LIMITS.list);
      if (!isFailure(bytes)) kept.set(path, bytes);
    }),
  );
  return {
    source: {
      ...source,
      take: async (path, limit, taking) => {
        const bytes = kept.get(path);
        if (bytes === undefined || bytes.length > limit) return source.take(path, limit, taking);
        taking()(bytes);
        return 'taken';
      },
    },
    sizes: new Set([...kept.values()].map((bytes) => logSizeOf(bytes)).filter((size) => size !== undefined)),
    liveSize: said.size,
    closeAt: closeTimeOf(kept.get('today.html')),
  };
}

type SaidLive = { readonly size?: number; readonly issue?: number; readonly first?: number; readonly campaigns?: readonly string[] };

/** What of `live.json` tells where the other files are; whether it is true is judged later. */
function liveOf(bytes: Uint8Array): SaidLive {
  try {
    const live = JSON.parse(new TextDecoder().decode(bytes));
    const { size, issue, definitions } = live;
    return {
      size: count(size),
      issue: count(issue?.number),
      first: count(issue?.first),
      campaigns: Object.keys(definitions?.campaigns ?? {})
        .filter((id) => /^[a-z0-9-]+$/.test(id))
        .slice(0, 5000),
    };
  } catch {
    return {}; // not JSON: found where it is judged
  }
}

const count = (value: unknown): number => (Number.isSafeInteger(value) ? Math.max(0, Number(value)) : 0);

const LAST_PAGES = 2;

function pathsOf({ size = 0, issue = 0, first = 0, campaigns = [] }: SaidLive, societyId: string): readonly string[] {
  const key = issuePath(societyId, issue).slice(1);
  const last = Math.max(1, Math.ceil((size - first) / ROWS_PER_PAGE));
  const pages = Array.from({ length: Math.min(LAST_PAGES, last) }, (_, at) => `${key}/${last - at}`);
  const drawn = LANGS.flatMap((lang) => [key, ...pages].map((path) => `${lang === 'zh' ? '' : 'en/'}${path}.html`));
  return [...frontPaths(campaigns), issueListPath(societyId), PENDING_KEY, ...USE_PATHS, ...drawn, ...pages.map((page) => `${page}.json`)];
}

const CLOCK = /\d\d:\d\d/;

function closeTimeOf(today: Uint8Array | undefined): string {
  const text = today === undefined ? undefined : exactText(today);
  const [before = '', after = ''] = texts.zh.openUntil('#').split('#');
  const at = text?.indexOf(before) ?? -1;
  const found = text === undefined || at < 0 ? undefined : CLOCK.exec(text.slice(at + before.length, at + before.length + 5 + after.length))?.[0];
  return found ?? '00:05';
}

/** The shells of today's site; nothing where one of them is not served. */
export async function readShells(source: PublicSource): Promise<Shells | undefined> {
  const read = async (name: string, lang: Lang): Promise<string | undefined> => {
    const bytes = await readFile(source, `shells/${lang === 'zh' ? '' : 'en/'}${name}.html`, LIMITS.page);
    return isFailure(bytes) ? undefined : exactText(bytes);
  };
  const all = await Promise.all(SHELLS.map(async (name) => ({ zh: await read(name, 'zh'), en: await read(name, 'en') })));
  const [home, today, campaign, disclosures, issue, page] = all.map(({ zh, en }) => (zh === undefined || en === undefined ? undefined : { zh, en }));
  if (!home || !today || !campaign || !disclosures || !issue || !page) return undefined;
  return { home, today, campaign, disclosures, issue, page };
}

/** The society's id, which is part of its files' addresses: from the folder, the verification page, or a link; nothing where none tells. */
export async function findSocietyId(source: PublicSource): Promise<string | undefined> {
  const listed = (await source.list?.('disclosures/'))?.map((file) => /^disclosures\/([a-z0-9-]+)\/(?:index\.json|1\.html)$/.exec(file)?.[1]);
  const inFolder = listed?.find((id) => id !== undefined);
  if (inFolder !== undefined) return inFolder;
  for (const [path, pattern] of TELLING) {
    const bytes = await readFile(source, path, LIMITS.page);
    const id = isFailure(bytes) ? undefined : pattern.exec(exactText(bytes) ?? '')?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}

const TELLING = [
  ['verify.html', /data-society="([a-z0-9-]+)"/],
  ['disclosures/index.html', /href="\/disclosures\/([a-z0-9-]+)\/\d+\.html"/],
] as const;
