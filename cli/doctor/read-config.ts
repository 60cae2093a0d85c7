import {
  ConfigServiceClient,
  type ConfigurationRecorder,
  DescribeConfigRulesCommand,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
} from '@aws-sdk/client-config-service';
import type { ConfigFacts, Recorder } from '../../src/doctor/config.ts';
import { isSeen, type Seen } from '../../src/doctor/seen.ts';
import { type Config, see } from './aws.ts';

const INSTANCE = 'AWS::EC2::Instance';

export async function readConfig(config: Config): Promise<ConfigFacts> {
  const client = new ConfigServiceClient(config);
  const [recorder, rule] = await Promise.all([
    readRecorder(client),
    see('config:DescribeConfigRules', () => findRule(client)),
  ]);
  return { recorder, rule };
}

async function readRecorder(client: ConfigServiceClient): Promise<Seen<Recorder | null>> {
  const described = await see('config:DescribeConfigurationRecorders', async () => {
    const { ConfigurationRecorders = [] } = await client.send(new DescribeConfigurationRecordersCommand());
    return ConfigurationRecorders[0] ?? null;
  });
  if (!isSeen(described)) return described;
  const recorder = described.known;
  if (recorder === null) return { known: null };
  return see('config:DescribeConfigurationRecorderStatus', async () => {
    const { ConfigurationRecordersStatus: [status] = [] } = await client.send(
      new DescribeConfigurationRecorderStatusCommand(),
    );
    return {
      name: recorder.name ?? 'default',
      recording: status?.recording === true,
      instances: recordsInstances(recorder),
      daily: isDaily(recorder),
    };
  });
}

function recordsInstances({ recordingGroup }: ConfigurationRecorder): boolean {
  const types = (names: readonly string[] = []): boolean => names.includes(INSTANCE);
  if (recordingGroup === undefined || recordingGroup.allSupported === true) return true;
  return recordingGroup.recordingStrategy?.useOnly === 'EXCLUSION_BY_RESOURCE_TYPES'
    ? !types(recordingGroup.exclusionByResourceTypes?.resourceTypes)
    : types(recordingGroup.resourceTypes);
}

function isDaily({ recordingMode }: ConfigurationRecorder): boolean {
  const own = recordingMode?.recordingModeOverrides?.find(({ resourceTypes = [] }) =>
    resourceTypes.some((type) => type === INSTANCE),
  );
  return (own?.recordingFrequency ?? recordingMode?.recordingFrequency) === 'DAILY';
}

/** Whoever made it named it: what it checks says what it is. */
async function findRule(client: ConfigServiceClient): Promise<string | null> {
  let next: string | undefined;
  do {
    const page = await client.send(new DescribeConfigRulesCommand(next === undefined ? {} : { NextToken: next }));
    const found = page.ConfigRules?.find(
      ({ Source, ConfigRuleState = 'ACTIVE' }) =>
        Source?.SourceIdentifier === 'EC2_IMDSV2_CHECK' && !ConfigRuleState.startsWith('DELETING'),
    );
    if (found !== undefined) return found.ConfigRuleName ?? '';
    next = page.NextToken;
  } while (next !== undefined);
  return null;
}
