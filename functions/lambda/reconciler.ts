import { reconcileDue } from '../actions/reconcile-due.ts';
import { reconciling } from './reconciling-world.ts';

/** Compares every day that has a bill and no statement yet. */
export const handler = async (): Promise<void> => void (await reconcileDue(await reconciling()));
