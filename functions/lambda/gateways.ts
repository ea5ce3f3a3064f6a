import * as z from 'zod/mini';
import type { Society } from '../domain/society.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { sandboxGateway } from '../gateways/sandbox.ts';

const hex = (least: number) => z.string().check(z.regex(new RegExp(`^(?:[0-9a-f]{2}){${least},}$`)));

const sandboxShape = z.object({
  SANDBOX_ADDRESS: z.string().check(z.regex(/^https?:\/\/[^\s?#]+[^\s?#/]$/)),
  SANDBOX_MERCHANT: z.string().check(z.minLength(1), z.maxLength(64)),
  SANDBOX_PUBLIC_KEY: hex(32),
  SANDBOX_MERCHANT_KEY: hex(32),
});

type World = { readonly society: Society; readonly publicUrl: string; readonly settings: { readonly [name: string]: unknown }; readonly now: () => number };

/** Opens the gateways that the society's profile names, with the settings that stand in the portal's secret; throws a sentence where one is unknown or lacks them. */
export function openGateways(world: World): ReadonlyMap<string, Gateway> {
  return new Map(world.society.gateways.map((id) => [id, open(id, world)]));
}

function open(id: string, { society, publicUrl, settings, now }: World): Gateway {
  if (id !== 'sandbox') throw new RangeError(`the profile names the gateway ${id}, which this version does not have`);
  const parsed = sandboxShape.safeParse(settings);
  if (!parsed.success) {
    const wrong = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(', ');
    throw new TypeError(`the profile names the gateway sandbox; PORTAL_SECRET lacks or has malformed ${wrong}`);
  }
  const { SANDBOX_ADDRESS, SANDBOX_MERCHANT, SANDBOX_PUBLIC_KEY, SANDBOX_MERCHANT_KEY } = parsed.data;
  return sandboxGateway({
    demonstration: society.demonstration,
    address: SANDBOX_ADDRESS,
    merchant: SANDBOX_MERCHANT,
    publicKey: new Uint8Array(Buffer.from(SANDBOX_PUBLIC_KEY, 'hex')),
    merchantKey: new Uint8Array(Buffer.from(SANDBOX_MERCHANT_KEY, 'hex')),
    callbackUrl: `${publicUrl}/api/callbacks/sandbox`,
    clock: now,
    fetch,
  });
}
