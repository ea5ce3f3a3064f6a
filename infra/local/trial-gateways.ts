import type { Hono } from 'hono';
import { methodsOf } from '../../functions/domain/pay-method.ts';
import { alipayGateway } from '../../functions/gateways/alipay/alipay.ts';
import type { Gateway } from '../../functions/gateways/gateway.ts';
import { weChatPayGateway } from '../../functions/gateways/wechat-pay/wechat-pay.ts';
import { openRsaKey } from './acquirer/rsa-keys.ts';
import { createAlipay } from './alipay/alipay.ts';
import { systemTimer } from './sandbox/sandbox.ts';
import type { StandInOptions } from './stand-ins.ts';
import { createWeChatPay } from './wechat-pay/wechat-pay.ts';

/** One gateway of ours with what stands in for the other side. */
export type Trial = { readonly gateway: Gateway; readonly app: Hono; readonly stop: () => Promise<void> };

const PUBLIC_KEY_ID = 'PUB_KEY_ID_0000000000000000000000000000000001';
const SERIAL = '0000000000000000000000000000000000000001';
const API_V3_KEY = 'daylight-demonstration-apiv3-key';

/** Opens our side of WeChat Pay before a stand-in on this machine; both sides' keys are made at the first start. */
export function openWeChatPay({ folder, society, publicUrl, ownUrl, clock, random }: StandInOptions): Trial {
  const [ours, theirs] = [openRsaKey(folder.keyFile('wechat-pay-merchant.pem')), openRsaKey(folder.keyFile('wechat-pay-platform.pem'))];
  const account = { mchid: '1900000001', appid: 'wxDEMONSTRATION01', appSecret: 'demonstration-app-secret', apiV3Key: API_V3_KEY };
  const merchant = { ...account, name: society.name.zh, serial: SERIAL, publicKey: ours.publicKey };
  const path = '/stand-in/wechat-pay';
  const standIn = createWeChatPay({
    ...{ folder: folder.keyFile('../wechat-pay'), merchant, platformKeys: [{ serial: PUBLIC_KEY_ID, ...theirs }], path },
    ...{ ownUrl, publicUrl, clock, random, fetch, timer: systemTimer },
  });
  const { mchid, appid, appSecret } = account;
  const credentials = { merchant: mchid, appid, appSecret, merchantSerial: SERIAL, merchantKey: ours.privatePem, apiV3Key: API_V3_KEY };
  const gateway = weChatPayGateway({
    credentials: { ...credentials, platformKeys: { [PUBLIC_KEY_ID]: theirs.publicPem } },
    demonstration: society.demonstration,
    addresses: { api: `${ownUrl}${path}`, open: `${publicUrl}${path}`, account: `${ownUrl}${path}` },
    callbackUrl: `${ownUrl}/api/callbacks/wechat-pay`,
    methods: methodsOf(society).flatMap((one) => (one.gateway === 'wechat-pay' ? [one.id] : [])),
    ...{ publicUrl, clock, fetch },
  });
  return { gateway, app: standIn.app, stop: standIn.stop };
}

/** The same for Alipay. */
export function openAlipay({ folder, society, publicUrl, ownUrl, clock, random }: StandInOptions): Trial {
  const [ours, theirs] = [openRsaKey(folder.keyFile('alipay-app.pem')), openRsaKey(folder.keyFile('alipay-platform.pem'))];
  const merchant = { appId: '2021000000000001', sellerId: '2088000000000001', name: society.name.zh, publicKey: ours.publicKey };
  const path = '/stand-in/alipay';
  const standIn = createAlipay({
    ...{ folder: folder.keyFile('../alipay'), merchant, key: theirs, path },
    ...{ ownUrl, publicUrl, clock, random, fetch, timer: systemTimer },
  });
  const gateway = alipayGateway({
    credentials: { appId: merchant.appId, sellerId: merchant.sellerId, appKey: ours.privatePem, alipayKeys: [theirs.publicPem] },
    demonstration: society.demonstration,
    addresses: { gateway: `${ownUrl}${path}/gateway.do`, page: `${publicUrl}${path}/gateway.do`, open: `${publicUrl}${path}` },
    callbackUrl: `${ownUrl}/api/callbacks/alipay`,
    methods: methodsOf(society).flatMap((one) => (one.gateway === 'alipay' ? [one.id] : [])),
    ...{ publicUrl, clock, fetch },
  });
  return { gateway, app: standIn.app, stop: standIn.stop };
}
