/** Whether a browser runs on a phone or tablet, where a code on the screen cannot be scanned. */
export function isHandheld(userAgent: string): boolean {
  return /Android|iPhone|iPad|iPod|HarmonyOS|Mobile/i.test(userAgent);
}

/** Whether a page stands in WeChat's own browser, which neither opens nor keeps a PDF. */
export function isWeChat(userAgent: string): boolean {
  return /MicroMessenger/i.test(userAgent);
}
