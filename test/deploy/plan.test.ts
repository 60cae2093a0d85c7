import { describe, expect, test } from 'vitest';
import { DeploymentError, planDeployment, type RegionFound, type Wanted } from '../../scripts/deploy/plan.ts';
import { readSettings } from '../../scripts/deploy/settings.ts';

const at = (region: string, over: Partial<RegionFound> = {}): RegionFound => ({
  region,
  optIn: false,
  stack: 'none',
  ...over,
});
const wanted = (over: Partial<Wanted> = {}): Wanted => ({
  stage: 'live',
  home: 'us-east-1',
  forward: null,
  configRule: false,
  table: null,
  ...over,
});
const plan = (regions: readonly RegionFound[], over: Partial<Wanted> = {}) =>
  planDeployment('123456789012', regions, wanted(over));
const three = [at('us-west-2'), at('eu-west-1'), at('us-east-1')];

describe('a deployment', () => {
  test('forwards from every region that is enabled but the home region, and says all of it before', () => {
    const { arguments: args, says } = plan(three);
    expect(args).toEqual([
      ...['deploy', '--stage', 'live', '--region', 'us-east-1'],
      ...['--param', 'forwardedRegions=eu-west-1,us-west-2'],
    ]);
    expect(says).toEqual([
      'account     123456789012',
      'home        us-east-1, with a new stack imdsv2-remediator-live',
      'forwarding  eu-west-1, us-west-2',
    ]);
  });

  test('names the regions that were opted into, the home region among them', () => {
    const { arguments: args } = plan([at('me-south-1', { optIn: true }), at('ap-east-1', { optIn: true }), ...three], {
      home: 'ap-east-1',
    });
    expect(args).toContain('optInRegions=me-south-1,ap-east-1');
    expect(args).toContain('forwardedRegions=eu-west-1,me-south-1,us-east-1,us-west-2');
  });

  test('leaves out, and names, what it cannot reach', () => {
    const { arguments: args, says } = plan([
      at('eu-west-1', { stack: { unreadable: 'CloudFormation does not answer (AccessDenied)' } }),
      at('us-east-1'),
    ]);
    expect(args).not.toContain('--param');
    expect(says.slice(2)).toEqual([
      'forwarding  none: the sweep alone covers other regions',
      'left out    eu-west-1: CloudFormation does not answer (AccessDenied)',
    ]);
  });

  test('forwards from the regions that were named, as far as they are enabled, and never from home', () => {
    const { arguments: args, says } = plan(three, { forward: ['us-east-1', 'eu-west-1', 'eu-west-9'] });
    expect(args).toContain('forwardedRegions=eu-west-1');
    expect(says.at(-1)).toBe('left out    eu-west-9: not enabled in this account');
  });

  test('forwards nothing where EventBridge does not', () => {
    const { arguments: args, says } = plan([at('us-gov-west-1'), at('us-gov-east-1')], { home: 'us-gov-west-1' });
    expect(args).not.toContain('--param');
    expect(says.at(-1)).toBe('left out    us-gov-east-1: EventBridge forwards nothing here');
  });

  test('updates a stack that is in the home region', () => {
    const { says } = plan([at('us-east-1', { stack: { since: '2026-03-02' } })]);
    expect(says[1]).toBe('home        us-east-1, where since 2026-03-02 there is imdsv2-remediator-live');
  });

  test('is refused where the stack is in another region already: there is one an account', () => {
    expect(() => plan([at('eu-west-1', { stack: { since: '2026-03-02' } }), at('us-east-1')])).toThrow(
      new DeploymentError(
        'imdsv2-remediator-live is in eu-west-1 already, since 2026-03-02: deploy with --region eu-west-1, or remove it there first',
      ),
    );
  });

  test('is refused in a region that the account has not enabled', () => {
    expect(() => plan(three, { home: 'ap-east-1' })).toThrow(DeploymentError);
  });

  test('takes the table of an earlier stack along, but only into a new one', () => {
    const over = { forward: [], table: 'imdsv2-remediator-live-Cases-1ABCDEFGHIJKL' };
    expect(plan(three, over).says).toContain('table       imdsv2-remediator-live-Cases-1ABCDEFGHIJKL, with its cases');
    expect(() => plan([at('us-east-1', { stack: { since: '2026-03-02' } })], over)).toThrow(DeploymentError);
    expect(() => plan([at('us-east-1', { stack: { unreadable: 'denied' } })], over)).toThrow(DeploymentError);
  });

  test("makes AWS Config's rule when asked to", () => {
    expect(plan(three, { forward: [], configRule: true }).arguments).toContain('configRule=create');
  });
});

describe('what is given on the command line', () => {
  test('may be nothing at all', () => {
    expect(readSettings([], {})).toEqual({
      stage: 'live',
      home: 'us-east-1',
      forward: null,
      configRule: false,
      table: null,
      dryRun: false,
    });
  });

  test('comes before the environment', () => {
    const env = { AWS_REGION: 'eu-west-1', AWS_PROFILE: 'mine' };
    expect(readSettings(['--forward', 'none', '--dry-run'], env)).toMatchObject({
      home: 'eu-west-1',
      forward: [],
      dryRun: true,
    });
    expect(readSettings(['--region', 'eu-north-1', '--profile', 'theirs', '--forward', 'a-1, b-1'], env)).toMatchObject(
      {
        home: 'eu-north-1',
        forward: ['a-1', 'b-1'],
      },
    );
    expect(env.AWS_PROFILE).toBe('theirs');
  });

  test('is refused when nobody knows it', () => {
    expect(() => readSettings(['--stack', 'x'], {})).toThrow(TypeError);
  });
});
