import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { SimInstance } from '../world/instance.ts';
import type { Random } from '../world/random.ts';
import { uuid } from './lambda.ts';

/** Events as AWS would send them about the simulated fleet: the samples in events/ with this fleet's values filled in. */
export interface EventMaker {
  running(instance: SimInstance, at: number): unknown;
  /** One RunInstances call for all of them, at the moment of their launch. */
  launched(instances: readonly SimInstance[], by: Launcher, at: number): unknown;
  compliance(instance: SimInstance, verdict: 'COMPLIANT' | 'NON_COMPLIANT', at: number): unknown;
  finding(instance: SimInstance, at: number): unknown;
  /** A ModifyInstanceMetadataOptions call with these parameters besides the instance. */
  changed(instance: SimInstance, request: Readonly<Record<string, unknown>>, by: Changer, at: number): unknown;
}

/** A role session. */
export interface Changer {
  readonly role: string;
  readonly session: string;
}

/** The role of one of the product's functions, as CloudFormation names them. */
export const PRODUCT: Changer = {
  role: 'imdsv2-remediator-live-SweepRole-4XbT0p9LqZ1c',
  session: 'imdsv2-remediator-live-sweep',
};

export type Launcher = 'auto-scaling' | 'person';

const Envelope = z.looseObject({ id: z.string(), detail: z.looseObject({}) });
const Item = z.looseObject({ instanceId: z.string(), tagSet: z.unknown(), metadataOptions: z.looseObject({}) });
const Launch = z.looseObject({
  detail: z.looseObject({
    eventID: z.string(),
    requestParameters: z.looseObject({ tagSpecificationSet: z.unknown().optional() }),
    responseElements: z.looseObject({ instancesSet: z.looseObject({ items: z.array(Item).min(1) }) }),
  }),
});

const Changed = z.looseObject({
  detail: z.looseObject({
    eventID: z.string(),
    userIdentity: z.looseObject({ sessionContext: z.looseObject({ sessionIssuer: z.looseObject({}) }) }),
  }),
});

const INSTANCE = /i-[0-9a-f]{17}/g;
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z/g;

export function makeEvents(folder: string, random: Random): EventMaker {
  const sample = (name: string): string => readFileSync(join(folder, `${name}.json`), 'utf8');
  const texts = {
    running: sample('ec2-state-change-running'),
    launches: {
      'auto-scaling': sample('cloudtrail-run-instances-auto-scaling'),
      person: sample('cloudtrail-run-instances'),
    },
    compliance: {
      COMPLIANT: sample('config-compliance-compliant'),
      NON_COMPLIANT: sample('config-compliance-non-compliant'),
    },
    finding: sample('security-hub-ec2-8-failed'),
    changed: sample('cloudtrail-modify-metadata-options'),
  };

  /** Every time in the sample becomes `at`, in the sample's own precision. */
  function filled(text: string, at: number, instanceId?: string): z.infer<typeof Envelope> {
    const iso = new Date(at).toISOString();
    const timed = text.replaceAll(TIME, (_found, millis: string | undefined) =>
      millis ? iso : `${iso.slice(0, 19)}Z`,
    );
    const named = instanceId === undefined ? timed : timed.replaceAll(INSTANCE, instanceId);
    return { ...Envelope.parse(JSON.parse(named)), id: uuid(random) };
  }

  return {
    running: (instance, at) => filled(texts.running, at, instance.id),
    compliance: (instance, verdict, at) => filled(texts.compliance[verdict], at, instance.id),
    finding: (instance, at) => filled(texts.finding, at, instance.id),
    changed(instance, request, { role, session }, at) {
      const event = filled(texts.changed, at, instance.id);
      const { detail } = Changed.parse(event);
      const { sessionContext } = detail.userIdentity;
      const userIdentity = {
        ...detail.userIdentity,
        arn: `arn:aws:sts::123456789012:assumed-role/${role}/${session}`,
        sessionContext: { ...sessionContext, sessionIssuer: { ...sessionContext.sessionIssuer, userName: role } },
      };
      const requestParameters = {
        ModifyInstanceMetadataOptionsRequest: { InstanceId: instance.id, HttpEndpoint: 'enabled', ...request },
      };
      return { ...event, detail: { ...detail, eventID: uuid(random), userIdentity, requestParameters } };
    },
    launched(instances, by, at) {
      const event = filled(texts.launches[by], at);
      const { detail } = Launch.parse(event);
      const [item] = detail.responseElements.instancesSet.items;
      if (item === undefined) throw new Error('the RunInstances sample holds no instance');
      const items = instances.map((instance, index) => itemOf(item, instance, index));
      // The sample's request names tags of its own; the response's are those of the instances.
      const { tagSpecificationSet: _, ...requestParameters } = detail.requestParameters;
      const responseElements = { ...detail.responseElements, instancesSet: { items } };
      return { ...event, detail: { ...detail, eventID: uuid(random), requestParameters, responseElements } };
    },
  };
}

function itemOf(sample: z.infer<typeof Item>, instance: SimInstance, amiLaunchIndex: number): unknown {
  const { httpTokens, httpEndpoint, httpPutResponseHopLimit } = instance.options;
  return {
    ...sample,
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceType: instance.instanceType,
    launchTime: instance.launchTime,
    amiLaunchIndex,
    tagSet: { items: Object.entries(instance.tags).map(([key, value]) => ({ key, value })) },
    metadataOptions: { ...sample.metadataOptions, state: 'pending', httpTokens, httpEndpoint, httpPutResponseHopLimit },
  };
}
