import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';
import type { Instant } from '../src/domain/time.ts';

export interface Signer {
  readonly credentials: Extract<SignatureV4Init['credentials'], (...given: never[]) => unknown>;
  readonly region: () => Promise<string>;
}

/** A POST of JSON to a function URL, as IAM wants it signed. */
export async function signedPost(
  url: URL,
  body: string,
  { credentials, region }: Signer,
  at: Instant,
): Promise<RequestInit> {
  const signer = new SignatureV4({ service: 'lambda', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: {},
      headers: { host: url.host, 'content-type': 'application/json' },
      body,
    },
    { signingDate: new Date(at) },
  );
  // fetch writes the host itself, the same.
  const { host: _, ...sent } = headers;
  return { method: 'POST', headers: { ...sent, 'user-agent': 'imdsv2' }, body, redirect: 'error' };
}
