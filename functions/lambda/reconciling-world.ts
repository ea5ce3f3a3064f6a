import { privateBucket, publicBucket } from './buckets.ts';
import { lazily } from './lazily.ts';
import { asking } from './world.ts';

/** World of `reconciler`: what gateways say of a day is held against what was published. */
export const reconciling = lazily(async () => ({ ...(await asking()), publicFiles: publicBucket(), privateFiles: privateBucket() }));
