import { describe, expect, test } from 'vitest';
import { openGateways } from '../../functions/lambda/gateways.ts';
import { demonstration } from '../support/world.ts';

const SECRET = '5a'.repeat(32);
const settings = {
  SANDBOX_ADDRESS: 'https://sandbox.example.org/sandbox',
  SANDBOX_MERCHANT: 'daylight',
  SANDBOX_PUBLIC_KEY: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  SANDBOX_MERCHANT_KEY: SECRET,
};
const world = { society: demonstration(), publicUrl: 'https://daylight.example.org', settings, now: () => 0 };

describe('gateways of a deployment', () => {
  test('are those of the profile, with the settings of the portal’s secret', () => {
    expect([...openGateways(world).keys()]).toEqual(['sandbox']);
  });

  test.each(Object.keys(settings))('without %s the portal says so and repeats nothing of the secret', (name) => {
    const open = () => openGateways({ ...world, settings: { ...settings, [name]: '' } });
    expect(open).toThrow(`the profile names the gateway sandbox; PORTAL_SECRET lacks or has malformed ${name}`);
    expect(open).not.toThrow(SECRET);
  });

  test('M18: the sandbox refuses a profile that is no demonstration', () => {
    expect(() => openGateways({ ...world, society: { ...world.society, demonstration: false } })).toThrow('only for a profile with demonstration: true');
  });

  test('a gateway that this version does not have is named', () => {
    expect(() => openGateways({ ...world, society: { ...world.society, gateways: ['cowries'] } })).toThrow('cowries, which this version does not have');
  });
});
