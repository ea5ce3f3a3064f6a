/** What a poster says; Chinese first. */
export const POSTER_WORDS = {
  scan: { zh: '扫码捐赠', en: 'Scan to give' },
  address: { zh: '扫码后，请看清网址', en: 'After scanning, look at the address' },
  warning: {
    zh: '网址不同，就不是本会的捐赠页，请勿付款。',
    en: 'If another address appears, it is not ours: do not pay.',
  },
  check: (host: string) => ({
    zh: `每一笔捐赠当天公示，人人可查：${host}/today.html`,
    en: 'Every gift is published the same day, for anyone to check.',
  }),
  place: (place: string) => `张贴处　${place}`,
  elsewhere: (phone: string) => ({ zh: `在别处见到此码，或码上有粘贴痕迹，请告知：${phone}`, en: 'Tell us if you see this code elsewhere, or pasted over.' }),
  code: (code: string) => `统一社会信用代码 ${code}`,
} as const;
