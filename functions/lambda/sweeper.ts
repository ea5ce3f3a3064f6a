import { followRefunds } from '../actions/follow-refunds.ts';
import { sweepPayments } from '../actions/sweep-payments.ts';
import { settling } from './world.ts';

/** Asks gateways for payments whose callback never came, and follows what goes back. */
export const handler = async (): Promise<void> => {
  const world = await settling();
  await sweepPayments(world);
  await followRefunds(world);
};
