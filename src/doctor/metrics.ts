import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

/** A sample of the instances that run, allow IMDSv1 and have done so for over an hour. */
export interface MetricFacts {
  readonly sampled: number;
  readonly silent: readonly string[];
}

/** Without points nobody can tell use from none: such an instance is never enforced on evidence. */
export function examineMetrics(metrics: Seen<MetricFacts>, region: string): Finding {
  const { ok, warning, failure, unknown } = about('metrics', region);
  if (!isSeen(metrics)) return unknown('whether MetadataNoToken arrives', metrics);
  const { sampled, silent } = metrics.known;
  const [first] = silent;
  if (sampled === 0) return ok('No instance that allows IMDSv1 has run for over an hour: there is nothing to measure.');
  if (first === undefined) return ok(`MetadataNoToken arrives of all ${sampled} instances that were sampled.`);
  const fix = `aws cloudwatch list-metrics --namespace AWS/EC2 --metric-name MetadataNoToken --dimensions Name=InstanceId,Value=${first} --region ${region} # nothing: is the instance healthy?`;
  if (silent.length < sampled) {
    return warning(
      `MetadataNoToken does not arrive of ${silent.length} of ${sampled} instances that were sampled, such as ${first}: they stay unknown, and people decide.`,
      fix,
    );
  }
  return failure(
    `MetadataNoToken arrives of none of ${sampled} instances that were sampled, such as ${first}: nothing here is enforced on evidence.`,
    fix,
  );
}
