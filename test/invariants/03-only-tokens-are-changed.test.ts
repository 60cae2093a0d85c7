import { describe, expect, test } from 'vitest';
import type { InstanceSpec } from '../../simulator/world/inventory.ts';
import { isEligible } from '../../src/domain/instance.ts';
import { facts } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import { instanceId, nonCompliant, startProduct, unused } from '../wire/support.ts';
import { ordered, viewOf } from './support.ts';

const ID = instanceId(1);

/** The parameters of the one change that the instance leads to. */
async function changeOf(spec: Partial<InstanceSpec>, policy: Record<string, unknown> = {}) {
  const product = await startProduct({ policy });
  product.inventory.add(unused(ID, spec));
  await product.onNoncompliance(nonCompliant(ID));
  const changes = product.aws.log.filter(({ action }) => action === 'ModifyInstanceMetadataOptions');
  return { sent: changes.map(({ params }) => params), now: product.inventory.get(ID)?.options };
}

const plain = { InstanceId: ID, HttpTokens: 'required', HttpEndpoint: 'enabled' };
const raise = { enforcement: { hopLimit: 'raise-for-containers' } };
const host = { tags: { AmazonECSManaged: '' } };

describe('nothing but HttpTokens is sent', () => {
  test('and all else stays as it was', async () => {
    const options = {
      httpPutResponseHopLimit: 3,
      instanceMetadataTags: 'enabled',
      httpProtocolIpv6: 'enabled',
    } as const;
    const { sent, now } = await changeOf({ options });
    expect(sent).toEqual([plain]);
    expect(now).toMatchObject({ ...options, httpTokens: 'required', httpEndpoint: 'enabled' });
  });

  test('to a container host', async () => {
    expect((await changeOf(host)).sent).toEqual([plain]);
  });

  test('where policy raises the hop limit of container hosts, to any other instance', async () => {
    expect((await changeOf({}, raise)).sent).toEqual([plain]);
  });
});

describe('where policy raises the hop limit of container hosts', () => {
  test('it is raised to 2', async () => {
    expect((await changeOf(host, raise)).sent).toEqual([{ ...plain, HttpPutResponseHopLimit: '2' }]);
  });

  test.each([2, 3, 64])('it is not lowered from %i', async (httpPutResponseHopLimit) => {
    const { sent, now } = await changeOf({ ...host, options: { httpPutResponseHopLimit } }, raise);
    expect(sent).toEqual([plain]);
    expect(now).toMatchObject({ httpPutResponseHopLimit });
  });
});

describe('an instance whose endpoint is disabled', () => {
  const options = { tokens: 'optional', endpoint: 'disabled', hopLimit: 1, state: 'applied' } as const;

  test('is not ours to change', () => {
    expect(isEligible(facts({ options }))).toBe(false);
    expect(isEligible(facts())).toBe(true);
  });

  test('is left alone by the decision, whatever its stance', () => {
    const { case: kase } = decide(viewOf({ facts: { options } }));
    expect(kase.stance).toMatchObject({ kind: 'closed', reason: 'endpoint-disabled' });
    expect(ordered(kase.outbox, 'enforce')).toEqual([]);
  });
});
