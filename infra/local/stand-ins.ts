import { Hono } from 'hono';
import type { Society } from '../../functions/domain/society.ts';
import type { Gateway } from '../../functions/gateways/gateway.ts';
import { sandboxGateway } from '../../functions/gateways/sandbox.ts';
import type { DataFolder } from './data-folder.ts';
import { openSecret } from './key-files.ts';
import { createSandbox, type Sandbox, systemTimer } from './sandbox/sandbox.ts';

export type StandInOptions = {
  readonly folder: DataFolder;
  readonly society: Society;
  readonly publicUrl: string;
  readonly ownUrl: string;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly timers: boolean;
};

export type StandIns = {
  readonly byId: ReadonlyMap<string, Gateway>;
  readonly app: Hono;
  readonly sandbox: Sandbox | undefined;
  readonly stop: () => Promise<void>;
};

const MERCHANT = 'daylight';

/** Opens the gateways that a society's profile names; the sandbox runs here, beside the portal, and is asked over HTTP like a real one. */
export async function openGateways(options: StandInOptions): Promise<StandIns> {
  const unknown = options.society.gateways.filter((id) => id !== 'sandbox');
  if (unknown.length > 0) throw new Error(`no gateway ${unknown.join(', ')} on this machine`);
  if (!options.society.gateways.includes('sandbox')) return { byId: new Map(), app: new Hono(), sandbox: undefined, stop: async () => {} };
  const { folder, society, publicUrl, ownUrl, clock, random } = options;
  const key = openSecret(folder.keyFile('sandbox-merchant.key'), random);
  const callbackUrl = `${ownUrl}/api/callbacks/sandbox`;
  const sandbox = createSandbox({
    folder: folder.keyFile('../sandbox'),
    merchant: { id: MERCHANT, name: society.name.zh, key, notifyUrl: callbackUrl },
    publicUrl,
    clock,
    random,
    fetch,
    ...(options.timers ? { timer: systemTimer } : {}),
  });
  const gateway = sandboxGateway({
    demonstration: society.demonstration,
    address: `${ownUrl}/sandbox`,
    merchant: MERCHANT,
    publicKey: sandbox.publicKey,
    merchantKey: key,
    callbackUrl,
    clock,
    fetch,
  });
  return { byId: new Map([[gateway.id, gateway]]), app: sandbox.app, sandbox, stop: sandbox.stop };
}
