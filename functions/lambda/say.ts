import type { Alarm } from '../deps.ts';

/** Writes an alarm as one line; the deployment's metric filters look for `daylight-alarm` and the code. */
export const sayAlarm: Alarm = (code, detail) => console.error(JSON.stringify({ say: 'daylight-alarm', code, ...detail }));

/** Writes that an issue was closed; an alarm waits for this line each day. */
export function sayClosed(closed: { readonly number: number; readonly count: number; readonly minor: number }): void {
  const { number, count, minor } = closed;
  console.log(JSON.stringify({ say: 'issue-closed', number, count, minor }));
}
