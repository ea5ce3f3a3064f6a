import { Hono } from 'hono';
import type { Society } from '../../functions/domain/society.ts';
import { bankGateway } from '../../functions/gateways/bank.ts';
import type { Gateway } from '../../functions/gateways/gateway.ts';
import { sandboxGateway } from '../../functions/gateways/sandbox.ts';
import type { DataFolder } from './data-folder.ts';
import { openSecret } from './key-files.ts';
import { createSandbox, type Sandbox, systemTimer } from './sandbox/sandbox.ts';
import type { Merchant } from './sandbox/signing.ts';
import { SettingError } from './settings.ts';
import { openAlipay, openWeChatPay, type Trial } from './trial-gateways.ts';

/** A sandbox that runs somewhere else: its address without a slash at its end, its Ed25519 key, and how it knows the portal. */
export type SandboxElsewhere = { readonly address: string; readonly publicKey: Uint8Array; readonly merchant: Merchant };

export type StandInOptions = {
  readonly folder: Pick<DataFolder, 'keyFile'>;
  readonly society: Society;
  readonly publicUrl: string;
  readonly ownUrl: string;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Absent where the sandbox is to run here, under the portal's own address. */
  readonly sandboxElsewhere?: SandboxElsewhere;
};

export type StandIns = {
  readonly byId: ReadonlyMap<string, Gateway>;
  readonly app: Hono;
  readonly stop: () => Promise<void>;
};

/** The portal as the sandbox knows it; the key is made at the first call. */
export function merchantOf(options: Pick<StandInOptions, 'folder' | 'society' | 'ownUrl' | 'random'>): Merchant {
  const key = openSecret(options.folder.keyFile('sandbox-merchant.key'), options.random);
  return { id: 'daylight', name: options.society.name.zh, key, notifyUrl: `${options.ownUrl}/api/callbacks/sandbox` };
}

/** Opens the gateways that a society's profile names; stand-ins are asked over HTTP like the real ones, also where they run here. */
export async function openGateways(options: StandInOptions): Promise<StandIns> {
  const trials = options.society.gateways.map((id) => openOne(id, options));
  const app = new Hono();
  for (const trial of trials) app.route('/', trial.app);
  return {
    byId: new Map(trials.map(({ gateway }) => [gateway.id, gateway])),
    app,
    stop: async () => {
      for (const trial of trials) await trial.stop();
    },
  };
}

function openOne(id: string, options: StandInOptions): Trial {
  const { bankAccount } = options.society;
  if (id === 'sandbox') return openSandboxGateway(options);
  if (['wechat-pay', 'alipay'].includes(id) && !options.society.demonstration)
    throw new SettingError(`On this machine ${id} is a stand-in that moves no money, which is only for a profile with demonstration: true.`);
  if (id === 'wechat-pay') return openWeChatPay(options);
  if (id === 'alipay') return openAlipay(options);
  if (id === 'bank' && bankAccount !== undefined) return { gateway: bankGateway(bankAccount), app: new Hono(), stop: async () => {} };
  throw new SettingError(`The profile's gateways name ${id}; on this machine there are sandbox, wechat-pay, alipay and bank.`);
}

function openSandboxGateway(options: StandInOptions): Trial {
  const merchant = options.sandboxElsewhere?.merchant ?? merchantOf(options);
  const here = options.sandboxElsewhere === undefined ? openSandbox(options, merchant) : undefined;
  const gateway = sandboxGateway({
    demonstration: options.society.demonstration,
    address: options.sandboxElsewhere?.address ?? `${options.ownUrl}/sandbox`,
    merchant: merchant.id,
    publicKey: options.sandboxElsewhere?.publicKey ?? here?.publicKey ?? new Uint8Array(),
    merchantKey: merchant.key,
    callbackUrl: merchant.notifyUrl,
    clock: options.clock,
    fetch,
  });
  return { gateway, app: here?.app ?? new Hono(), stop: async () => here?.stop() };
}

function openSandbox({ folder, publicUrl, clock, random }: StandInOptions, merchant: Merchant): Sandbox {
  return createSandbox({ folder: folder.keyFile('../sandbox'), merchant, publicUrl, clock, random, fetch, timer: systemTimer });
}
