import { expect, test } from 'vitest';
import { BILL_ADAPTERS, openFiscalBills } from '../../functions/lambda/fiscal-bills.ts';
import { memoryDatabase, type Tables } from '../model/memory-database.ts';
import { memoryFiles } from '../model/memory-files.ts';
import { demonstration } from '../support/world.ts';

const tables: Tables = new Map();
const world = { society: demonstration(), db: memoryDatabase(() => tables), privateFiles: memoryFiles(new Map()) };

const E_BILL = {
  E_BILL_ADDRESS: 'https://ebill.example.org/api/x',
  E_BILL_APP_ID: 'TESTAPP001',
  E_BILL_KEY: 'testkey0123456789',
  E_BILL_PLACE_CODE: '001',
  E_BILL_ITEM_CODE: '0301',
  E_BILL_ITEM_NAME: '捐赠收入',
  E_BILL_PAYEE: '收款人',
  E_BILL_REVIEWER: '复核人',
  E_BILL_ISSUE_METHOD: 'issueDonation',
};
const AGENCY = {
  AGENCY_ADDRESS: 'https://bill.example.org/agency/rest.do',
  AGENCY_CODE: '001001',
  AGENCY_APP_ID: 'TESTAPP001',
  AGENCY_APP_KEY: 'testkey0123456789',
  AGENCY_REGION_CODE: '990000',
  AGENCY_PLACE_CODE: '001',
  AGENCY_BATCH_CODE: '99050126',
  AGENCY_ITEM_CODE: '0301',
  AGENCY_AUTHOR: '开票人',
};
const settings = { ...E_BILL, ...AGENCY };

test('each way opens with its settings, and none where none is wanted', () => {
  expect(['', ...BILL_ADAPTERS].map((one) => openFiscalBills(one, { ...world, settings })?.id)).toEqual([
    undefined,
    undefined,
    'simulator',
    'manual',
    'e-bill-api',
    'agency-api',
  ]);
});

test('M18: the simulator is refused to every society but a demonstration', () => {
  expect(() => openFiscalBills('simulator', { ...world, society: { ...world.society, demonstration: false } })).toThrow('demonstration: true');
});

test('what is missing or malformed is named, and nothing of the secret repeated', () => {
  expect(() => openFiscalBills('e-bill-api', world)).toThrow('E_BILL_ADDRESS');
  const { AGENCY_APP_KEY: _, ...lacking } = settings;
  expect(() => openFiscalBills('agency-api', { ...world, settings: lacking })).toThrow('PORTAL_SECRET lacks or has malformed AGENCY_APP_KEY');
  expect(() => openFiscalBills('e-bill-api', { ...world, settings: { ...settings, E_BILL_ADDRESS: 'http://plain.example.org' } })).toThrow(/E_BILL_ADDRESS$/);
  expect(() => openFiscalBills('printer', world)).toThrow('FISCAL_BILL names printer');
});
