import { followBills } from '../actions/follow-bills.ts';
import { billing } from './billing-world.ts';

/** Follows fiscal bills; there is nothing to follow where the society has no way to them. */
export const handler = async (): Promise<void> => void (await followBills(await billing()));
