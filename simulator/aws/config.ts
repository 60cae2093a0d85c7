import type { Estate } from './estate.ts';
import type { Operations } from './protocol.ts';

const NAME = 'default';

export const createConfig = (estate: Estate): Operations => ({
  DescribeConfigurationRecorders: () => ({
    ConfigurationRecorders: recorders(estate, ({ types }) => ({
      name: NAME,
      recordingGroup:
        types === 'all'
          ? { allSupported: true, resourceTypes: [] }
          : {
              allSupported: false,
              resourceTypes: types,
              recordingStrategy: { useOnly: 'INCLUSION_BY_RESOURCE_TYPES' },
            },
      recordingMode: { recordingFrequency: 'CONTINUOUS' },
    })),
  }),
  DescribeConfigurationRecorderStatus: () => ({
    ConfigurationRecordersStatus: recorders(estate, ({ recording }) => ({
      name: NAME,
      recording,
      lastStatus: 'SUCCESS',
    })),
  }),
  DescribeConfigRules: () => ({
    ConfigRules: estate.configRules.map(({ name, identifier }) => ({
      ConfigRuleName: name,
      ConfigRuleState: 'ACTIVE',
      Source: { Owner: 'AWS', SourceIdentifier: identifier },
    })),
  }),
});

const recorders = <T>({ recorder }: Estate, show: (recorder: NonNullable<Estate['recorder']>) => T): T[] =>
  recorder === null ? [] : [show(recorder)];
