import { publishRound } from './rounds.ts';
import { publishing } from './world.ts';

/** Publishes what is settled; whatever wakes it, the tables say what there is to do. */
export const handler = async (): Promise<void> => publishRound(await publishing());
