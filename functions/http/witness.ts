import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Cosigned, cosignCheckpoint, type Witness } from '../actions/cosign-checkpoint.ts';
import { formatVerifierKey } from '../domain/ledger/note.ts';

/** A proof of 63 hashes and a checkpoint with a hundred signatures are far below it. */
const BODY_LIMIT = 64 * 1024;

const ANSWERS = {
  malformed: [400, 'not an add-checkpoint request\n'],
  unknown_log: [404, 'no such log is known here\n'],
  unsigned: [403, 'no valid signature of a key known for this log\n'],
  old_too_large: [400, 'the old size is larger than the checkpoint\n'],
  inconsistent: [422, 'the checkpoint is not proven to continue the one held here\n'],
} as const satisfies Record<Exclude<Cosigned['outcome'], 'cosigned' | 'other_size'>, readonly [number, string]>;

/** The interface of a witness (c2sp.org/tlog-witness), writing and reading under one prefix; at the prefix itself its key, for policies. */
export function witnessRoutes(world: () => Promise<Witness>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => context.text('too large\n', 413) });
  return new Hono()
    .get('/', async (context) => context.text(`${formatVerifierKey((await world()).signer.key)}\n`))
    .post('/add-checkpoint', limit, async (context) => {
      const cosigned = await cosignCheckpoint(await world(), new Uint8Array(await context.req.arrayBuffer()));
      if (cosigned.outcome === 'cosigned') return context.text(cosigned.line);
      if (cosigned.outcome === 'other_size') return context.body(`${cosigned.size}\n`, 409, { 'content-type': 'text/x.tlog.size' });
      const [status, sentence] = ANSWERS[cosigned.outcome];
      return context.text(sentence, status);
    })
    .get('/:log{[0-9a-f]{64}}/checkpoint', async (context) => {
      const held = await (await world()).files.get(`${context.req.param('log')}/checkpoint`);
      return held === undefined ? context.text('nothing cosigned yet\n', 404) : context.text(new TextDecoder().decode(held.bytes));
    });
}
