import { createHash, createHmac } from 'node:crypto';
import { type Asked, AwsError } from './protocol.ts';

/** Somebody with an access key. */
export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly userArn: string;
}

interface Scope {
  readonly region: string;
  readonly service: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Who signed the request for the scope (region and service), by AWS Signature Version 4. Its date may be any: the clock here is not the one
 * of the machine that signed.
 *
 * @throws AwsError as AWS says that the signature is missing, of nobody, or not that of this request.
 */
export function signerOf<C extends Caller>(request: Asked, scope: Scope, callers: readonly C[]): C {
  const { headers } = request;
  const [, key, day = '', region = '', service = '', names = '', signature] =
    AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  if (key === undefined) throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  const caller = callers.find(({ accessKeyId }) => accessKeyId === key);
  if (caller === undefined) {
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403);
  }
  const isScope = region === scope.region && service === scope.service;
  const payload = sha256(request.body);
  const sent = headers['x-amz-content-sha256'] ?? payload;
  const toSign = [
    'AWS4-HMAC-SHA256',
    headers['x-amz-date'],
    `${day}/${region}/${service}/aws4_request`,
    sha256(canonical(request, names, payload)),
  ];
  const signing = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${caller.secretAccessKey}`);
  if (isScope && sent === payload && hmac(signing, toSign.join('\n')).toString('hex') === signature) {
    return caller;
  }
  throw new AwsError(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    403,
  );
}

/** Paths that need no escaping, and no query: nothing else is asked here. */
const canonical = ({ method, url, headers }: Asked, names: string, payload: string): string =>
  [method, url, '', ...names.split(';').map((name) => `${name}:${trimmed(headers[name])}`), '', names, payload].join(
    '\n',
  );

const trimmed = (value: string | readonly string[] | undefined): string =>
  [value ?? []].flat().join(',').trim().replaceAll(/ +/g, ' ');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
