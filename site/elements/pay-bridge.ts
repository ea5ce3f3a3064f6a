import { textMember } from './answer-shape.ts';
import type { PayWay } from './give-answer.ts';

/** How the app's own bridge ended. `done` is a hint and no proof: the portal is asked what came of it. */
export type BridgeEnd = 'done' | 'cancelled' | 'failed' | 'absent';

type InApp = Extract<PayWay, { kind: 'jsapi' }>;
type Bridge = { readonly name: string; readonly ready: string; readonly call: (bridge: object, call: InApp['call'], end: (answer: unknown) => void) => void };

const PATIENCE_MS = 4_000;

const BRIDGES: Record<InApp['app'], Bridge> = {
  wechat: {
    name: 'WeixinJSBridge',
    ready: 'WeixinJSBridgeReady',
    call: (bridge, call, end) => Reflect.get(bridge, 'invoke').call(bridge, 'getBrandWCPayRequest', call, end),
  },
  alipay: {
    name: 'AlipayJSBridge',
    ready: 'AlipayJSBridgeReady',
    call: (bridge, call, end) => Reflect.get(bridge, 'call').call(bridge, 'tradePay', call, end),
  },
};

/** Hands a prepared payment to the app in whose browser the page stands, and waits until it was paid or left. */
export async function payInApp({ app, call }: Pick<InApp, 'app' | 'call'>): Promise<BridgeEnd> {
  const { name, ready, call: invoke } = BRIDGES[app];
  const bridge = await bridgeOf(name, ready);
  if (bridge === undefined) return 'absent';
  return new Promise((end) => invoke(bridge, call, (answer) => end(endOf(answer))));
}

/** The bridge is put into the page by the app, sometimes after the page. */
async function bridgeOf(name: string, ready: string): Promise<object | undefined> {
  const found = (): object | undefined => {
    const bridge: unknown = Reflect.get(globalThis, name);
    return typeof bridge === 'object' && bridge !== null ? bridge : undefined;
  };
  if (found() !== undefined) return found();
  await new Promise<void>((go) => {
    document.addEventListener(ready, () => go(), { once: true });
    setTimeout(go, PATIENCE_MS);
  });
  return found();
}

/** `8000` and `6004` of Alipay mean that it does not know yet, so the payer may have paid. */
function endOf(answer: unknown): BridgeEnd {
  const said = textMember(answer, 'err_msg') ?? textMember(answer, 'resultCode') ?? '';
  if (/:ok$/.test(said) || ['9000', '8000', '6004'].includes(said)) return 'done';
  return /:cancel$/.test(said) || said === '6001' ? 'cancelled' : 'failed';
}
