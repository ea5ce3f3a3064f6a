import { Duration, type Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachedMethods,
  CachePolicy,
  CfnDistribution,
  Distribution,
  type DistributionProps,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  OriginSslPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CACHE_RULES, type CacheRule } from '../headers.ts';
import type { BucketName } from '../topology.ts';
import { acknowledge } from './acknowledge.ts';
import type { PortalApi } from './api.ts';
import { edgeHeaders } from './edge-headers.ts';
import type { PortalParameters } from './parameters.ts';

type EdgeParts = {
  readonly buckets: Record<BucketName, IBucket>;
  readonly api: PortalApi;
  readonly parameters: PortalParameters;
  readonly china: boolean;
};

/** The one address of the portal: pages and records from buckets, `/api/*` from the functions, nothing rewritten on the way. */
export function portalEdge(stack: Stack, parts: EdgeParts): Distribution {
  const behaviors = behaviorsOf(stack, parts);
  const { '/*': everythingElse, ...byPath } = behaviors;
  if (everythingElse === undefined) throw new Error('the cache rules have no last rule for everything');
  const edge = new Distribution(stack, 'edge', {
    comment: parts.parameters.icpNumber ?? 'The portal',
    defaultRootObject: 'index.html',
    defaultBehavior: everythingElse,
    additionalBehaviors: byPath,
    errorResponses: ERROR_RESPONSES,
    ...(parts.china ? IN_CHINA : elsewhere(stack, parts.parameters)),
  });
  if (parts.china) nameInChina(edge, parts.parameters);
  acknowledge(edge, {
    'AwsSolutions-CFR1': 'Donors abroad give too; nobody is shut out by country.',
    'AwsSolutions-CFR2': 'A web ACL is a parameter where the edge knows it; the API is throttled and every request is bounded.',
    'AwsSolutions-CFR3': 'Access logs would hold the addresses of donors; the API logs routes and statuses without them.',
    ...(parts.china ? FINDINGS_IN_CHINA : {}),
  });
  return edge;
}

function behaviorsOf(stack: Stack, parts: EdgeParts): Record<string, BehaviorOptions> {
  const bucket = (of: IBucket) => (parts.china ? S3BucketOrigin.withOriginAccessIdentity(of) : S3BucketOrigin.withOriginAccessControl(of));
  const origins = { log: bucket(parts.buckets.log), public: bucket(parts.buckets.public), api: apiOrigin(parts.api) };
  const headers = edgeHeaders(stack);
  const caches = cachePolicies(stack);
  const request = new OriginRequestPolicy(stack, 'api-requests', {
    comment: 'Everything the asker sent but the host',
    headerBehavior: OriginRequestHeaderBehavior.denyList('host'),
    queryStringBehavior: OriginRequestQueryStringBehavior.all(),
  });
  return Object.fromEntries(
    CACHE_RULES.map((rule) => {
      const origin = originOf(rule, origins);
      const common = { origin, responseHeadersPolicy: headers(rule), cachePolicy: caches(rule), viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS };
      const asked =
        origin === origins.api ? { allowedMethods: AllowedMethods.ALLOW_ALL, originRequestPolicy: request } : { allowedMethods: AllowedMethods.ALLOW_GET_HEAD };
      return [rule.path, { ...common, ...asked, cachedMethods: CachedMethods.CACHE_GET_HEAD, compress: origin !== origins.api }];
    }),
  );
}

function originOf(rule: CacheRule, origins: { log: IOrigin; public: IOrigin; api: IOrigin }): IOrigin {
  if (rule.path.startsWith('/api/')) return origins.api;
  return rule.path.startsWith('/log/') ? origins.log : origins.public;
}

function apiOrigin(api: PortalApi): IOrigin {
  return new HttpOrigin(api.host, {
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    readTimeout: Duration.seconds(30),
    keepaliveTimeout: Duration.seconds(30),
  });
}

/** One policy for each number of seconds: what the edge may keep at most, whatever the object says. */
function cachePolicies(stack: Stack): (rule: CacheRule) => CachePolicy {
  const made = new Map<number, CachePolicy>();
  return (rule) => {
    const seconds = secondsOf(rule);
    const policy = made.get(seconds) ?? cachePolicy(stack, seconds);
    made.set(seconds, policy);
    return policy;
  };
}

function cachePolicy(stack: Stack, seconds: number): CachePolicy {
  const kept = Duration.seconds(seconds);
  return new CachePolicy(stack, `cache-${seconds}`, {
    comment: `Kept for at most ${seconds} s`,
    minTtl: Duration.seconds(0),
    defaultTtl: kept,
    maxTtl: kept,
    // A policy that keeps nothing may not name encodings.
    ...(seconds === 0 ? {} : { enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true }),
  });
}

/** Seconds for which the edge may keep what a rule covers; 0 where nothing may be stored. */
export function secondsOf(rule: CacheRule): number {
  return Number(/max-age=(\d+)/.exec(rule.cacheControl)?.[1] ?? 0);
}

/**
 * Error answers are kept for a second at most, whole distribution, log included: what is not there now is there in the
 * next moment. A bucket answers 403 for what it does not have, and that becomes the page that says so with status 404;
 * the API therefore never answers 403, and its own 404 passes with its body.
 */
const ERROR_RESPONSES: NonNullable<DistributionProps['errorResponses']> = [
  { httpStatus: 403, responseHttpStatus: 404, responsePagePath: '/404.html', ttl: Duration.seconds(1) },
  ...[400, 404, 405, 414, 416, 500, 501, 502, 503, 504].map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
];

const FINDINGS_IN_CHINA = {
  'AwsSolutions-CFR4': 'TLS 1.2 is set on the certificate of IAM by an override, which the rule does not see.',
  'AwsSolutions-CFR7': 'Origin access control does not exist in China; an origin access identity closes the buckets there.',
};

const IN_CHINA = { httpVersion: HttpVersion.HTTP2, enableIpv6: false } as const;

function elsewhere(stack: Stack, parameters: PortalParameters) {
  return {
    domainNames: [parameters.domain],
    certificate: Certificate.fromCertificateArn(stack, 'certificate', parameters.certificate),
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass.PRICE_CLASS_ALL,
    ...(parameters.webAcl === undefined ? {} : { webAclId: parameters.webAcl }),
  };
}

/** The library knows certificates of ACM only, which the edge in China does not take. */
function nameInChina(edge: Distribution, parameters: PortalParameters): void {
  const { defaultChild } = edge.node;
  if (!(defaultChild instanceof CfnDistribution)) throw new Error('the distribution has another form than expected');
  defaultChild.addPropertyOverride('DistributionConfig.Aliases', [parameters.domain]);
  defaultChild.addPropertyOverride('DistributionConfig.ViewerCertificate', {
    IamCertificateId: parameters.certificate,
    SslSupportMethod: 'sni-only',
    MinimumProtocolVersion: 'TLSv1.2_2021',
  });
}
