import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';
import { word } from './word.ts';

export interface ConfigFacts {
  /** Null where there is none. */
  readonly recorder: Seen<Recorder | null>;
  /** The name of a rule of EC2_IMDSV2_CHECK; null where there is none. */
  readonly rule: Seen<string | null>;
}

export interface Recorder {
  readonly name: string;
  readonly recording: boolean;
  readonly instances: boolean;
  readonly daily: boolean;
}

const SPARED = 'nothing is lost, because the sweep finds every instance within six hours';

/** One of three sources of events, and the one that not every account pays for. */
export function examineConfig({ recorder, rule }: ConfigFacts, region: string): Finding {
  const { ok, warning, unknown } = about('config', region);
  if (!isSeen(recorder)) return unknown('whether AWS Config records instances', recorder);
  if (recorder.known === null) {
    return warning(
      `AWS Config has no recorder, so that it says nothing of instances: ${SPARED}.`,
      `Console: AWS Config > Get started (${region}); it is charged by what it records.`,
    );
  }
  const { name, recording, instances, daily } = recorder.known;
  if (!recording) {
    return warning(
      `The recorder of AWS Config is off: ${SPARED}.`,
      `aws configservice start-configuration-recorder --configuration-recorder-name ${word(name)} --region ${region}`,
    );
  }
  if (!instances) {
    return warning(
      `AWS Config does not record AWS::EC2::Instance: ${SPARED}.`,
      `Console: AWS Config > Settings > Edit (${region}): record AWS::EC2::Instance.`,
    );
  }
  if (!isSeen(rule)) return unknown('whether the rule ec2-imdsv2-check is there', rule);
  if (rule.known === null) {
    return warning(
      `The rule ec2-imdsv2-check is not there, so that AWS Config says nothing of IMDSv1: ${SPARED}.`,
      `aws configservice put-config-rule --region ${region} --config-rule '{"ConfigRuleName":"ec2-imdsv2-check","Source":{"Owner":"AWS","SourceIdentifier":"EC2_IMDSV2_CHECK"},"Scope":{"ComplianceResourceTypes":["AWS::EC2::Instance"]}}'`,
    );
  }
  const often = daily ? ', once a day' : '';
  return ok(`AWS Config records instances${often}, and the rule ${rule.known} judges them.`);
}
