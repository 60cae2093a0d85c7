import { install } from '@sinonjs/fake-timers';
import { onTestFinished } from 'vitest';
import { type AwsOptions, startAws } from '../../../simulator/aws/server.ts';
import { createInventory } from '../../../simulator/world/inventory.ts';

export const NOW = Date.parse('2026-03-02T10:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The embedded AWS at a clock that stands at NOW until the test moves it; all is gone when the test ends. */
export async function startWorld(options: Partial<AwsOptions> = {}) {
  const clock = install({ now: NOW, toFake: ['Date'] });
  // At once: a test whose time is up while the rest starts must not leave its clock to those that follow.
  onTestFinished(() => clock.uninstall());
  const inventory = options.inventory ?? createInventory(['us-east-1', 'eu-west-1']);
  const aws = await startAws({ ...options, inventory });
  onTestFinished(() => aws.close());
  const config = {
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  };
  return { aws, clock, inventory, config };
}

/** `i-` and seventeen hexadecimal digits, as EC2 names instances. */
export const instanceId = (n: number): string => `i-${n.toString(16).padStart(17, '0')}`;
