import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type AgencyKeys, openAgency, sealAgency, signAgency } from '../../../functions/gateways/fiscal-bill/agency-envelope.ts';
import { type EBillKeys, openEBill, sealEBill, signEBill } from '../../../functions/gateways/fiscal-bill/e-bill-envelope.ts';

const KEYS: EBillKeys = { appId: 'TESTAPP001', key: 'testkey0123456789' };
const NOISE = '0123456789abcdef0123456789abcdef';
const bytes = (text: string) => new TextEncoder().encode(text);
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

describe('family 1: JSON with data, noise and sign', () => {
  test('the known vector', () => {
    const data = 'eyJwbGFjZUNvZGUiOiIwMDEiLCJidXNObyI6IkQyMDI2MDEwMTAwMDAwMSJ9';
    expect(signEBill(KEYS, { data, noise: NOISE }, '1.0')).toBe('959A5F194193F70D0E328917A361F528');
    expect(JSON.parse(sealEBill(KEYS, { placeCode: '001', busNo: 'D20260101000001' }, NOISE))).toEqual({
      appid: 'TESTAPP001',
      data,
      noise: NOISE,
      version: '1.0',
      sign: '959A5F194193F70D0E328917A361F528',
    });
  });

  test('region and department stand first where a deployment wants them', () => {
    const keys = { ...KEYS, region: '990000', deptCode: '001001' };
    const text = `region=990000&deptcode=001001&appid=TESTAPP001&data=e30=&noise=${NOISE}&key=testkey0123456789&version=1.0`;
    expect(signEBill(keys, { data: 'e30=', noise: NOISE })).toBe(createHash('md5').update(text).digest('hex').toUpperCase());
    expect(JSON.parse(sealEBill(keys, {}, NOISE))).toMatchObject({ region: '990000', deptcode: '001001' });
  });

  /** An answer as the platform seals it. */
  const answer = (said: object, change: object = {}) => {
    const data = base64(JSON.stringify(said));
    return bytes(JSON.stringify({ data, noise: NOISE, sign: signEBill(KEYS, { data, noise: NOISE }), ...change }));
  };
  const done = { result: 'S0000', message: base64('{"billNo":"0000817610"}') };

  test('an answer is read only under its signature', () => {
    expect(openEBill(KEYS, answer(done))).toEqual({ ok: true, message: { billNo: '0000817610' } });
    expect(openEBill({ ...KEYS, key: 'another' }, answer(done))).toBeUndefined();
    expect(openEBill({ ...KEYS, appId: 'OTHER' }, answer(done))).toBeUndefined();
  });

  test.each([
    ['altered data', { data: base64(JSON.stringify({ ...done, result: 'S0001' })) }],
    ['another noise', { noise: NOISE.replace('0', '1') }],
    ['a sign in lower case', { sign: '959a5f194193f70d0e328917a361f528' }],
    ['no sign', { sign: undefined }],
    ['a sign that is no text', { sign: 1 }],
  ])('%s is no answer', (_, change) => {
    expect(openEBill(KEYS, answer(done, change))).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '<html>'],
    ['a list', '[]'],
    ['a cut one', '{"data":'],
    ['what is no UTF-8', '\ud800'],
  ])('%s is no answer', (_, text) => {
    expect(openEBill(KEYS, bytes(text))).toBeUndefined();
  });

  test('any other result is a failure, with its words plain or in Base64', () => {
    expect(openEBill(KEYS, answer({ result: 'E0007', message: '交款人过长' }))).toEqual({ ok: false, result: 'E0007', words: '交款人过长' });
    expect(openEBill(KEYS, answer({ result: 'E0007', message: base64('交款人过长') }))).toEqual({ ok: false, result: 'E0007', words: '交款人过长' });
    expect(openEBill(KEYS, answer({ result: 'S0000', message: 'bm90aGluZw==' }))).toBeUndefined();
  });
});

const AGENCY: AgencyKeys = { agencyCode: '001001', appId: 'TESTAPP001', appKey: 'testkey0123456789', regionCode: '990000' };

describe('family 2: a form with message and security', () => {
  const message = 'eyJtZXNzYWdlIjp7InBsYWNlX2NvZGUiOiIwMDEiLCJiaWxsX2JhdGNoX2NvZGUiOiI5OTA1MDEyNiJ9fQ==';
  const call = { method: 'stock.billno.get', messageId: '0000000000000001', datetime: '20260101093000123' };

  test('the known vector', () => {
    expect(signAgency(AGENCY, { ...call, message })).toBe('60BBE84A89F1D60B45DA3A48B6840E0C');
    const form = sealAgency(AGENCY, { ...call, message: { place_code: '001', bill_batch_code: '99050126' } });
    expect(Object.fromEntries(form)).toEqual({
      agency_code: '001001',
      app_id: 'TESTAPP001',
      datetime: '20260101093000123',
      encryption: '0',
      format: 'json',
      message,
      message_id: '0000000000000001',
      method: 'stock.billno.get',
      region_code: '990000',
      version: '1.0.1',
      security: '60BBE84A89F1D60B45DA3A48B6840E0C',
    });
  });

  test('the raw value is signed, and what goes over the wire is percent-encoded: a plus stays a plus', () => {
    const form = sealAgency(AGENCY, { ...call, message: { payer: '~~~>>>???' } });
    expect(form.get('message')).toContain('+');
    expect(form.toString()).toContain('%2B');
    expect(
      form
        .toString()
        .split('&')
        .find((one) => one.startsWith('message=')),
    ).not.toContain('+');
    expect(new URLSearchParams(form.toString()).get('message')).toBe(form.get('message'));
  });

  test('an answer is Base64 of JSON with a message or an error', () => {
    expect(openAgency(bytes(base64('{"message":{"bill_no":"0000817610"}}')))).toEqual({ ok: true, message: { bill_no: '0000817610' } });
    const error = '{"error_message":{"error_code":"E01","error_msg":"没有可用票号"}}';
    expect(openAgency(bytes(base64(error)))).toEqual({ ok: false, code: 'E01', words: '没有可用票号' });
  });

  test.each([
    ['nothing', ''],
    ['a page', '<html>'],
    ['plain JSON', '{"message":{}}'],
    ['Base64 of no JSON', 'bm9wZQ=='],
    ['neither', base64('{}')],
    ['a message that is a text', base64('{"message":"x"}')],
  ])('%s is no answer', (_, text) => {
    expect(openAgency(bytes(text))).toBeUndefined();
  });
});
