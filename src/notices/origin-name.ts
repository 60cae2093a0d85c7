import type { Launcher, Origin } from '../decision/origins.ts';
import { isLaunchTemplateId, isTemplateVersion, type Voice } from './untrusted.ts';
import { listed } from './words.ts';

const KIND_NAMES = {
  'node-group': 'EKS node group',
  'node-pool': 'Karpenter node pool',
  'auto-scaling-group': 'Auto Scaling group',
} as const satisfies Record<Launcher['kind'], string>;

export function originName({ launcher, template, instanceIds }: Origin, voice: Voice): string {
  const group = launcher === null ? [] : [`${KIND_NAMES[launcher.kind]} ${voice.name(launcher.name, 80)}`];
  const from = template === null ? [] : [templateName(template, voice)];
  const parts = [...group, ...from];
  return parts.length > 0 ? parts.join(' with ') : `what launches ${listed(instanceIds, 3)}`;
}

const templateName = ({ id, version }: { id: string; version: string }, voice: Voice): string =>
  isLaunchTemplateId(id) && isTemplateVersion(version)
    ? `launch template ${id}, version ${version}`
    : `launch template ${voice.name(id, 40)}, version ${voice.name(version, 20)}`;
