import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { disclosuresPage, frontPages, issueFront, issueRowsPage, reportPages, SHELLS, type Shells, usePages } from '../../functions/disclosure/live-pages.ts';
import { NO_USES } from '../../functions/disclosure/uses.ts';
import { TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import { buildSite } from '../../infra/local/build-site.ts';
import { staticRoutes } from '../../infra/local/static-server.ts';
import { sampleLive, sampleRows, sampleSociety } from './sample.ts';
import { afterFile, logEntries, openNames, type PublicFiles, publishEntries, withdrawEntry } from './sample-log.ts';
import { MOVE_FLOWS, MOVE_GOODS, moveRows, sampleUses } from './sample-moves.ts';

/** A portal's public side on a port of its own, with pages filled from sample gifts; `api` answers what the pages ask. */
export type Stage = { readonly address: string; readonly files: PublicFiles; readonly stop: () => Promise<void> };

/** A row whose name was taken back after it was published. */
export const WITHDRAWN_ROW = 13;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Builds the site, fills its shells as the publisher does, and serves it with the headers of the edge. */
export async function startStage({
  gifts,
  api = new Hono(),
  port = 0,
}: {
  readonly gifts: number;
  readonly api?: Hono;
  readonly port?: number;
}): Promise<Stage> {
  const dist = await buildSite({ societyFile: 'site/society/demonstration.json' });
  const files = fillPages(dist, gifts);
  const read = async (key: string, root: string) => {
    const kept = files.get(`${root}${key}`) ?? (root === '/' && existsSync(join(dist, key)) ? readFileSync(join(dist, key)) : undefined);
    return kept === undefined ? undefined : { bytes: kept, etag: createHash('sha256').update(kept).digest('hex') };
  };
  const app = new Hono().route('/', api).route('/', staticRoutes({ public: { get: (key) => read(key, '/') }, log: { get: (key) => read(key, '/log/1/') } }));
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
  await new Promise((done) => server.once('listening', done));
  const address = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${address.port}`, files, stop: () => new Promise((done) => server.close(() => done())) };
}

function fillPages(dist: string, gifts: number): PublicFiles {
  const society = sampleSociety();
  const rows = sampleRows(gifts);
  const sample = sampleLive(rows, gifts === 0 ? 0 : 7);
  const live = gifts === 0 ? sample : { ...sample, flowsBefore: MOVE_FLOWS, goodsBefore: MOVE_GOODS };
  const frame = {
    society,
    shells: readShells(dist),
    live,
    pending: { count: gifts === 0 ? 0 : 2, minor: 15_000, asOfMs: Date.parse('2026-11-23T10:00:00Z'), halts: [] },
  };
  const pages = Math.max(1, Math.ceil(gifts / 200));
  const open = { ...frame, issue: live.issue, before: live.before, pages };
  const moved = { flows: MOVE_FLOWS, goods: MOVE_GOODS, balanced: true } as const;
  const closed = live.closed.slice(0, 1).flatMap((issue) => {
    const closedFrame = { ...frame, issue: { ...issue, ...moved }, before: [], pages: 1 };
    const closedRows = [...sampleRows(10), ...moveRows(10)];
    return [...issueFront(closedFrame, closedRows), ...issueRowsPage(closedFrame, { page: 1, rows: closedRows })];
  });
  const drawn = [
    ...frontPages(frame, { newest: [...rows].reverse().slice(0, 20), campaigns: society.campaigns.map((one) => one.id) }),
    ...issueFront(open, rows.slice(0, 200)),
    ...Array.from({ length: pages }, (_, at) => issueRowsPage(open, { page: at + 1, rows: rows.slice(at * 200, at * 200 + 200) })).flat(),
    ...closed,
    ...disclosuresPage(frame, live.closed),
    ...usePages(frame, gifts === 0 ? NO_USES : sampleUses(live.size)),
    ...reportPages(frame, gifts === 0 ? NO_USES : sampleUses(live.size)),
  ];
  const withdrawn = rows.filter((row) => row.row === WITHDRAWN_ROW);
  const entries = [...logEntries(rows), ...withdrawn.map(withdrawEntry)];
  const files = publishEntries(entries, { origin: society.origin, seed: new Uint8Array(32).fill(7) });
  for (const { key, text } of drawn) files.set(`/${key}`, utf8(text));
  // What every portal has from its first minute on: who witnesses, what is witnessed, who still asks.
  files.set('/log/1/policy.txt', utf8('quorum none\n'));
  files.set('/log/1/witnessed', files.get('/log/1/checkpoint') ?? utf8(''));
  files.set('/queries.json', utf8(JSON.stringify({ v: 1, size: live.size, asOf: '2026-11-24T09:00:00+08:00', open: [] })));
  files.set('/live.json', utf8(JSON.stringify(live)));
  for (let bundle = 0; bundle * TILE_WIDTH < live.size; bundle++) {
    const opened = rows.filter((row) => Math.floor(row.index / TILE_WIDTH) === bundle && row.row !== WITHDRAWN_ROW);
    files.set(`/open/${bundle}.json`, openNames(opened, live.size));
  }
  for (const { index } of withdrawn) files.set(`/after/${Math.floor(index / TILE_WIDTH)}.json`, afterFile({ [index]: live.size }, entries.length));
  return files;
}

function readShells(dist: string): Shells {
  const pair = (name: string) => ({
    zh: readFileSync(join(dist, 'shells', `${name}.html`), 'utf8'),
    en: readFileSync(join(dist, 'shells/en', `${name}.html`), 'utf8'),
  });
  return Object.fromEntries(SHELLS.map((name) => [name, pair(name)])) as Shells;
}
