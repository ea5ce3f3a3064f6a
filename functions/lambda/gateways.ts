import * as z from 'zod/mini';
import { methodsOf } from '../domain/pay-method.ts';
import type { Society } from '../domain/society.ts';
import { alipayGateway } from '../gateways/alipay/alipay.ts';
import { bankGateway } from '../gateways/bank.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { words } from '../gateways/message-shapes.ts';
import { sandboxGateway } from '../gateways/sandbox.ts';
import { weChatPayGateway } from '../gateways/wechat-pay/wechat-pay.ts';

const hex = (least: number) => z.string().check(z.regex(new RegExp(`^(?:[0-9a-f]{2}){${least},}$`)));
const address = z.string().check(z.regex(/^https?:\/\/[^\s?#]+[^\s?#/]$/));

/** A key in PEM or bare base64; what it is worth its reader says. */
const keyText = words(16_384);

/** An object of keys by their names. Shapes that no other function needs would be read by all of them, so that it is judged by hand. */
const keysByName = z.pipe(
  z.looseObject({}),
  z.transform((given, context) => {
    const entries = Object.entries(given).map(([name, text]) => [name, /^[0-9A-Za-z_]{1,64}$/.test(name) ? keyText.safeParse(text).data : undefined] as const);
    const keys = entries.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
    if (keys.length === 0 || keys.length !== entries.length || keys.length > 8)
      context.issues.push({ code: 'custom', message: 'not an object of one to eight keys by their names', input: undefined });
    return Object.fromEntries(keys);
  }),
);

const sandboxShape = z.object({
  SANDBOX_ADDRESS: address,
  SANDBOX_MERCHANT: words(64),
  SANDBOX_PUBLIC_KEY: hex(32),
  SANDBOX_MERCHANT_KEY: hex(32),
});

const weChatPayShape = z.object({
  WECHAT_PAY_MERCHANT: z.string().check(z.regex(/^\d{8,32}$/)),
  WECHAT_PAY_APPID: z.string().check(z.regex(/^wx[0-9A-Za-z]{8,30}$/)),
  WECHAT_PAY_APP_SECRET: z.optional(words(64)),
  WECHAT_PAY_MERCHANT_SERIAL: z.string().check(z.regex(/^[0-9A-Fa-f]{16,64}$/)),
  WECHAT_PAY_MERCHANT_KEY: keyText,
  WECHAT_PAY_API_V3_KEY: z.string().check(z.regex(/^[\x21-\x7e]{32}$/)),
  WECHAT_PAY_PLATFORM_KEYS: keysByName,
  WECHAT_PAY_ORDERS_PER_SECOND: z.optional(z.int().check(z.positive())),
  WECHAT_PAY_ADDRESS: z.optional(address),
});

const alipayShape = z.object({
  ALIPAY_APP_ID: z.string().check(z.regex(/^\d{16}$/)),
  ALIPAY_SELLER: z.string().check(z.regex(/^2088\d{12}$/)),
  ALIPAY_APP_KEY: keyText,
  ALIPAY_PUBLIC_KEYS: keysByName,
  ALIPAY_APP_CERT_SN: z.optional(words(64)),
  ALIPAY_ROOT_CERT_SN: z.optional(words(256)),
  ALIPAY_ORDERS_PER_SECOND: z.optional(z.int().check(z.positive())),
  ALIPAY_ADDRESS: z.optional(address),
});

type World = { readonly society: Society; readonly publicUrl: string; readonly settings: { readonly [name: string]: unknown }; readonly now: () => number };

/** Opens the gateways that the society's profile names, with the settings that stand in the portal's secret; throws a sentence where one is unknown or lacks them. */
export function openGateways(world: World): ReadonlyMap<string, Gateway> {
  return new Map(world.society.gateways.map((id) => [id, open(id, world)]));
}

function open(id: string, world: World): Gateway {
  const { bankAccount } = world.society;
  if (id === 'sandbox') return openSandbox(world);
  if (id === 'wechat-pay') return openWeChatPay(world);
  if (id === 'alipay') return openAlipay(world);
  if (id === 'bank' && bankAccount !== undefined) return bankGateway(bankAccount);
  throw new RangeError(`the profile names the gateway ${id}, which this version does not have`);
}

/** Takes a gateway's settings; says which are missing or malformed, and repeats nothing of them. */
function take<Shape extends z.ZodMiniType>(shape: Shape, gateway: string, { settings }: World): z.output<Shape> {
  const parsed = shape.safeParse(settings);
  if (parsed.success) return parsed.data;
  const wrong = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))].join(', ');
  throw new TypeError(`the profile names the gateway ${gateway}; PORTAL_SECRET lacks or has malformed ${wrong}`);
}

/** What every gateway is given, and how each is called back. */
const places = ({ society, publicUrl, now }: World, gateway: string) => ({
  demonstration: society.demonstration,
  publicUrl,
  callbackUrl: `${publicUrl}/api/callbacks/${gateway}`,
  methods: methodsOf(society).flatMap((one) => (one.gateway === gateway ? [one.id] : [])),
  clock: now,
  fetch,
});

const paceOf = (ordersPerSecond: number | undefined) => (ordersPerSecond === undefined ? {} : { ordersPerSecond });

function openSandbox(world: World): Gateway {
  const { SANDBOX_ADDRESS, SANDBOX_MERCHANT, SANDBOX_PUBLIC_KEY, SANDBOX_MERCHANT_KEY } = take(sandboxShape, 'sandbox', world);
  return sandboxGateway({
    ...places(world, 'sandbox'),
    address: SANDBOX_ADDRESS,
    merchant: SANDBOX_MERCHANT,
    publicKey: new Uint8Array(Buffer.from(SANDBOX_PUBLIC_KEY, 'hex')),
    merchantKey: new Uint8Array(Buffer.from(SANDBOX_MERCHANT_KEY, 'hex')),
  });
}

function openWeChatPay(world: World): Gateway {
  const said = take(weChatPayShape, 'wechat-pay', world);
  const { WECHAT_PAY_APP_SECRET: appSecret, WECHAT_PAY_ADDRESS: elsewhere } = said;
  return weChatPayGateway({
    ...places(world, 'wechat-pay'),
    credentials: {
      merchant: said.WECHAT_PAY_MERCHANT,
      appid: said.WECHAT_PAY_APPID,
      ...(appSecret === undefined ? {} : { appSecret }),
      merchantSerial: said.WECHAT_PAY_MERCHANT_SERIAL,
      merchantKey: said.WECHAT_PAY_MERCHANT_KEY,
      apiV3Key: said.WECHAT_PAY_API_V3_KEY,
      platformKeys: said.WECHAT_PAY_PLATFORM_KEYS,
    },
    ...paceOf(said.WECHAT_PAY_ORDERS_PER_SECOND),
    ...(elsewhere === undefined ? {} : { addresses: { api: elsewhere, open: elsewhere, account: elsewhere } }),
  });
}

function openAlipay(world: World): Gateway {
  const said = take(alipayShape, 'alipay', world);
  const { ALIPAY_APP_CERT_SN: appCertSn, ALIPAY_ROOT_CERT_SN: rootCertSn, ALIPAY_ADDRESS: elsewhere } = said;
  return alipayGateway({
    ...places(world, 'alipay'),
    credentials: {
      appId: said.ALIPAY_APP_ID,
      sellerId: said.ALIPAY_SELLER,
      appKey: said.ALIPAY_APP_KEY,
      alipayKeys: Object.values(said.ALIPAY_PUBLIC_KEYS),
      ...(appCertSn === undefined || rootCertSn === undefined ? {} : { certificates: { appCertSn, rootCertSn } }),
    },
    ...paceOf(said.ALIPAY_ORDERS_PER_SECOND),
    ...(elsewhere === undefined ? {} : { addresses: { gateway: `${elsewhere}/gateway.do`, page: `${elsewhere}/gateway.do`, open: elsewhere } }),
  });
}
