/** A profile with other gateways than it names (`wechat-pay,alipay`), for a trial of them; as it is where nothing is chosen. */
export function withGateways(profile: unknown, chosen: string | undefined): unknown {
  const names = (chosen ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  return names.length === 0 || typeof profile !== 'object' || profile === null ? profile : { ...profile, gateways: names };
}
