import type { Launcher, Origin } from '../decision/origins.ts';
import { originName } from './origin-name.ts';
import {
  isInstanceId,
  isLaunchTemplateId,
  isPlainName,
  isRegion,
  isTemplateVersion,
  shellQuote,
  type Voice,
} from './untrusted.ts';

/** Lines to paste, with what they do. A value that is not what it ought to be is never put into one. */
export interface Block {
  readonly title: string;
  readonly lines: readonly string[];
}

/** More would not be pasted but scripted. */
const MOST_INSTANCES = 20;

type Options = '--http-put-response-hop-limit 2' | '--http-tokens optional' | '--http-tokens required';

/** One command for up to 20 instances; the endpoint stays as it is, but EC2 wants it named with the tokens. */
function modify(title: string, instanceIds: readonly string[], region: string, options: Options): readonly Block[] {
  const ids = instanceIds.filter(isInstanceId).slice(0, MOST_INSTANCES);
  if (ids.length === 0 || !isRegion(region)) return [];
  const command = `aws ec2 modify-instance-metadata-options --region ${region} --instance-id "$id" --http-endpoint enabled ${options}`;
  return [{ title, lines: [`for id in ${ids.join(' ')}; do`, `  ${command}`, 'done'] }];
}

export const raiseHopLimit = (ids: readonly string[], region: string): readonly Block[] =>
  modify('Raise the hop limit to 2, so that containers reach IMDSv2:', ids, region, '--http-put-response-hop-limit 2');

export const allowAgain = (ids: readonly string[], region: string): readonly Block[] =>
  modify('Allow IMDSv1 again on instances that were changed:', ids, region, '--http-tokens optional');

export const seeDefaults = (region: string): readonly Block[] =>
  isRegion(region)
    ? [
        {
          title: 'See what enforces IMDSv2 in this region (HttpTokensEnforced, ManagedBy):',
          lines: [`aws ec2 get-instance-metadata-defaults --region ${region}`],
        },
      ]
    : [];

/** For one origin: what makes its new instances come up with HttpTokens=required. */
export function closeOrigin(origin: Origin, region: string, voice: Voice): readonly Block[] {
  const { launcher, template, instanceIds, hopLimit } = origin;
  const name = originName(origin, voice);
  if (launcher?.kind === 'node-pool')
    return [{ title: `${name}: in its EC2NodeClass, under spec:`, lines: nodeClass(hopLimit) }];
  const single = launcher === null && template === null;
  const commands = single
    ? modify(`${name}: require IMDSv2, when its software is ready:`, instanceIds, region, '--http-tokens required')
    : [...templateCommands(origin, region, name), ...groupCommands(launcher, region)];
  return [
    ...commands,
    {
      title: `${name}: Terraform, in its ${single ? 'aws_instance' : 'aws_launch_template'}:`,
      lines: terraform(hopLimit),
    },
    {
      title: `${name}: CloudFormation, in its ${single ? 'AWS::EC2::Instance, under Properties:' : 'AWS::EC2::LaunchTemplate, under LaunchTemplateData:'}`,
      lines: cloudFormation(hopLimit),
    },
  ];
}

/** Node groups launch from a copy that EKS keeps and that must not be edited, so theirs gets no command. */
function templateCommands({ launcher, template, hopLimit }: Origin, region: string, name: string) {
  if (template === null || launcher?.kind === 'node-group' || !isRegion(region)) return [];
  if (!isLaunchTemplateId(template.id) || !isTemplateVersion(template.version)) return [];
  const hops = hopLimit === null ? {} : { HttpPutResponseHopLimit: hopLimit };
  const data = { MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', ...hops } };
  const where = `--region ${region} --launch-template-id ${template.id}`;
  return [
    {
      title: `${name}: a new version, made the default:`,
      lines: [
        `VERSION=$(aws ec2 create-launch-template-version ${where} --source-version ${template.version} \\`,
        `  --launch-template-data ${shellQuote(JSON.stringify(data))} \\`,
        "  --query 'LaunchTemplateVersion.VersionNumber' --output text)",
        `aws ec2 modify-launch-template ${where} --default-version "$VERSION"`,
      ],
    },
  ];
}

function groupCommands(launcher: Launcher | null, region: string): readonly Block[] {
  if (launcher === null || !isPlainName(launcher.name) || !isRegion(region)) return [];
  const name = shellQuote(launcher.name);
  switch (launcher.kind) {
    case 'auto-scaling-group':
      return [
        {
          title: 'See which version the group launches; if that is a fixed number, set it to the new one:',
          lines: [
            `aws autoscaling describe-auto-scaling-groups --region ${region} --auto-scaling-group-names ${name} \\`,
            "  --query 'AutoScalingGroups[].[LaunchTemplate,MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification]'",
          ],
        },
      ];
    case 'node-group':
      if (!isPlainName(launcher.cluster)) return [];
      return [
        {
          title: 'See the launch template that you gave the node group; change that one, then update the node group:',
          lines: [
            `aws eks describe-nodegroup --region ${region} --cluster-name ${shellQuote(launcher.cluster)} --nodegroup-name ${name} \\`,
            "  --query 'nodegroup.launchTemplate'",
          ],
        },
      ];
    case 'node-pool':
      return [];
  }
}

const nodeClass = (hopLimit: number | null): readonly string[] => [
  'metadataOptions:',
  '  httpEndpoint: enabled',
  '  httpTokens: required',
  ...(hopLimit === null ? [] : [`  httpPutResponseHopLimit: ${hopLimit}`]),
];

const terraform = (hopLimit: number | null): readonly string[] => [
  'metadata_options {',
  '  http_endpoint = "enabled"',
  '  http_tokens   = "required"',
  ...(hopLimit === null ? [] : [`  http_put_response_hop_limit = ${hopLimit}`]),
  '}',
];

const cloudFormation = (hopLimit: number | null): readonly string[] => [
  'MetadataOptions:',
  '  HttpEndpoint: enabled',
  '  HttpTokens: required',
  ...(hopLimit === null ? [] : [`  HttpPutResponseHopLimit: ${hopLimit}`]),
];
