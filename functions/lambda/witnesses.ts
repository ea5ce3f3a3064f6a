import { askWitnesses } from '../actions/ask-witnesses.ts';
import { witnessing } from './world.ts';

/** Shows what is published to the witnesses; whatever wakes it, the log says what there is to show. */
export const handler = async (): Promise<void> => void (await askWitnesses(await witnessing()));
