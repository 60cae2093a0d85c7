import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DetachUserPolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { signedPost } from '../../cli/sign.ts';
import { instant } from '../../src/domain/time.ts';
import type { RequestInput } from '../../src/operators/request.ts';
import type { Right } from '../../src/operators/rights.ts';
import { REGION } from './ministack.ts';

/** An output of the stack. */
export type Output = (name: string) => string;

export type Person = ReturnType<typeof makePerson>;

const POLICIES: Readonly<Record<Right, string>> = {
  reader: 'OperatorReaderPolicyArn',
  requester: 'OperatorRequesterPolicyArn',
  approver: 'OperatorApproverPolicyArn',
};

interface Key {
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A user to whom the stack's managed policy is attached, and nothing else. */
export async function hire(client: IAMClient, output: Output, right: Right): Promise<Key> {
  const UserName = `${right}-of-cases`;
  await client.send(new CreateUserCommand({ UserName }));
  await client.send(new AttachUserPolicyCommand({ UserName, PolicyArn: output(POLICIES[right]) }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  return { name: UserName, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}

export const dismiss = (client: IAMClient, output: Output, right: Right) =>
  client.send(new DetachUserPolicyCommand({ UserName: `${right}-of-cases`, PolicyArn: output(POLICIES[right]) }));

const DOORS: Readonly<Record<Right, string>> = {
  reader: 'OperatorReaderUrl',
  requester: 'OperatorRequesterUrl',
  approver: 'OperatorApproverUrl',
};

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

export function makePerson(endpoint: string, output: Output, key: Key) {
  const signer = {
    credentials: async () => ({ accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey }),
    region: async () => REGION,
  };
  return {
    name: key.name,
    /** Asked through a door's URL, signed as the command line signs. */
    ask: async (door: Right, request: RequestInput): Promise<Answered> => {
      const id = new URL(output(DOORS[door])).hostname.split('.')[0];
      const url = new URL(`/_aws/lambda-url/${id}/`, endpoint);
      const sent = await signedPost(url, JSON.stringify(request), signer, instant(Date.now()));
      const response = await fetch(url, sent);
      return { status: response.status, body: await response.json() };
    },
  };
}
