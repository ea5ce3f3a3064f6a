import { closeRound } from './close-round.ts';
import { publishing } from './world.ts';

/** Closes the issue that is due, days missed included. */
export const handler = async (): Promise<void> => closeRound(await publishing());
