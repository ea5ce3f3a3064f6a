/** What the picture for sharing says besides the words of the certificate. */
export const SHARE_WORDS = {
  gave: (date: string, campaign: string) => `于 ${date}，为“${campaign}”捐赠`,
  gaveEnglish: (date: string, campaign: string) => `gave for ${campaign} on ${date}`,
  published: (issue: number, number: string) => `第 ${issue} 期捐赠公示　${number}`,
  scan: { zh: '扫码核验', en: 'Scan to check' },
  host: (host: string) => `${host}，人人可查`,
} as const;
