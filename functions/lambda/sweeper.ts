import { sweepPayments } from '../actions/sweep-payments.ts';
import { settling } from './world.ts';

/** Asks gateways for payments whose callback never came. */
export const handler = async (): Promise<void> => void (await sweepPayments(await settling()));
