import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { DocumentWish } from '../actions/issue-document.ts';
import type { DocumentFile, Ending } from '../actions/issue-document-file.ts';
import { linkDocument, openDocumentLink } from '../actions/issue-document-link.ts';
import type { Deps } from '../deps.ts';
import { bearer, lang } from './donations.ts';
import { problem } from './problem.ts';
import { documentBody } from './schemas.ts';

type Needs = Pick<Deps, 'now' | 'society' | 'db' | 'log' | 'logKey' | 'privateFiles' | 'publicUrl' | 'secret' | 'documentSigner' | 'alarm'>;

const BODY_LIMIT = 1024;

/** What a donor holds in the end: an address for a document, and the document behind it. */
export function documentRoutes(deps: () => Promise<Needs>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => problem('body_too_large', { lang: lang(context) }) });
  return new Hono()
    .post('/api/donations/:id/documents/:kind', limit, async (context) => {
      const wish = await readWish(context, context.req.param('kind'));
      if (wish instanceof Response) return wish;
      const needs = await deps();
      const { issueDocument } = await import('../actions/issue-document.ts');
      const issued = await issueDocument(needs, { id: context.req.param('id'), token: bearer(context) }, wish);
      if (!issued.ok) return problem(issued.code, { lang: lang(context) });
      return context.json(linkDocument(needs, issued.key), 200, { 'cache-control': 'no-store' });
    })
    .get('/api/files/:capability', async (context) => {
      const needs = await deps();
      const opened = openDocumentLink(needs, context.req.param('capability'));
      if (!opened.ok) return problem(opened.code, { lang: lang(context) });
      const { parseDocumentFileKey, readDocumentFile } = await import('../actions/issue-document-file.ts');
      const file = parseDocumentFileKey(opened.key);
      const bytes = file === undefined ? undefined : await readDocumentFile(needs, file);
      return file === undefined || bytes === undefined ? problem('not_found', { lang: lang(context) }) : serve(file, bytes);
    });
}

async function readWish(context: Context, kind: string): Promise<DocumentWish | Response> {
  const text = await context.req.text();
  if (text !== '' && !/^application\/json\b/.test(context.req.header('content-type') ?? '')) return problem('content_type', { lang: lang(context) });
  const parsed = documentBody.safeParse(text === '' ? {} : parseJson(text));
  if (!parsed.success) return problem('body_invalid', { lang: lang(context), field: parsed.error.issues[0]?.path.join('.') ?? '' });
  const { format, dedication } = parsed.data;
  if (kind === 'receipt' || kind === 'certificate') return { kind, format: format ?? 'pdf' };
  if (!isFresh(kind)) return problem('not_found', { lang: lang(context) });
  if (format !== undefined) return problem('body_invalid', { lang: lang(context), field: 'format' });
  return { kind, format: kind === 'share' && dedication === true ? 'dedicated.png' : FRESH[kind] };
}

/** What is made anew at every reading, and in which form. */
const FRESH = { proof: 'tlog-proof', opening: 'json', share: 'share.png' } as const satisfies { readonly [kind: string]: Ending };

const isFresh = (kind: string): kind is keyof typeof FRESH => Object.hasOwn(FRESH, kind);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema refuses it
  }
}

const TYPES: Record<Ending, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  'tlog-proof': 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
  'share.png': 'image/png',
  'dedicated.png': 'image/png',
};

/** Names under which a browser keeps a file, by the letter of its number: in ASCII, and as people call it. */
const NAMES: { readonly [letter: string]: readonly [string, string] } = { R: ['receipt', '捐赠确认单'], C: ['certificate', '捐赠证书'] };
const FRESH_NAMES: { readonly [ending in Ending]?: readonly [string, string] } = {
  'tlog-proof': ['proof', '公示证明'],
  json: ['opening', '本人留存明细'],
  'share.png': ['share', '捐赠分享图'],
  'dedicated.png': ['share', '捐赠分享图'],
};

function serve(file: DocumentFile, bytes: Uint8Array): Response {
  const [plain, full] = FRESH_NAMES[file.ending] ?? NAMES[file.number.slice(0, 1)] ?? ['document', '文件'];
  const name = (title: string) => `${title}-${file.number}.${file.ending.split('.').at(-1)}`;
  return new Response(Uint8Array.from(bytes), {
    headers: {
      'content-type': TYPES[file.ending],
      'content-length': String(bytes.length),
      // RFC 6266: the second form is for browsers that know it, which are all but the oldest.
      'content-disposition': `inline; filename="${name(plain)}"; filename*=UTF-8''${encodeURIComponent(name(full))}`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
