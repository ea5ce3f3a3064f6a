import { IgnoreMode, type Stack } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { cacheFor } from '../headers.ts';
import { PUBLISHED } from '../topology.ts';
import { acknowledge } from './acknowledge.ts';
import { openKeys } from './functions.ts';

/**
 * Brings the built site into the bucket `public`: hashed assets first, then shells and pages without figures. What the
 * publisher fills is not even in the archive, and nothing is removed: pages published long ago still name old assets.
 */
export function deploySite(stack: Stack, site: string, bucket: Bucket): void {
  // In this mode a leading slash ties a pattern to the root; in the others `index.html` would leave out every shell of that name.
  const sources = [Source.asset(site, { exclude: [...PUBLISHED.map((pattern) => `/${pattern}`), '.*'], ignoreMode: IgnoreMode.GIT })];
  const never = { prune: false, destinationBucket: bucket, sources } as const;
  const assets = new BucketDeployment(stack, 'site-assets', {
    ...never,
    exclude: ['*'],
    include: ['_astro/*'],
    cacheControl: [CacheControl.fromString(cacheFor('/_astro/x.css'))],
  });
  const posters = new BucketDeployment(stack, 'site-posters', {
    ...never,
    exclude: ['*'],
    include: ['d/*', 'en/d/*'],
    contentType: 'text/html; charset=utf-8', // keys without an ending, as they stand in the QR codes
    cacheControl: [CacheControl.fromString(cacheFor('/d/x'))],
  });
  const pages = new BucketDeployment(stack, 'site-pages', {
    ...never,
    exclude: ['_astro/*', 'd/*', 'en/d/*', ...PUBLISHED],
    cacheControl: [CacheControl.fromString(cacheFor('/shells/x.html'))],
  });
  posters.node.addDependency(assets);
  pages.node.addDependency(assets);
  acknowledgeCopier(stack, bucket);
}

/** The library's own function copies the archive and asks for more than it needs; the bucket's policy refuses it what the publisher fills. */
function acknowledgeCopier(stack: Stack, bucket: Bucket): void {
  const copier = stack.node.children.find((child) => child.node.id.startsWith('Custom::CDKBucketDeployment'));
  if (copier === undefined) throw new Error('the deployment of the site has another form than expected');
  const library = 'Written by the library for its copying function, which runs during a deployment only.';
  const wide = ['Action::s3:GetBucket*', 'Action::s3:GetObject*', 'Action::s3:List*', 'Action::s3:Abort*', 'Action::s3:DeleteObject*'];
  acknowledge(copier, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]': library,
    'AwsSolutions-L1': 'The runtime is the one the library ships and tests its copying function with.',
    ...Object.fromEntries(wide.map((finding) => [`AwsSolutions-IAM5[${finding}]`, library])),
    [`AwsSolutions-IAM5[Resource::arn:${stack.partition}:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-${stack.region}/*]`]: library,
    [openKeys(bucket, '*')]: `${library} What is published is closed to it by the bucket's policy.`,
  });
}
