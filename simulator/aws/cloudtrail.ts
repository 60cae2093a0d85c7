import type { Estate, Trail } from './estate.ts';
import { AwsError, type Operations, type Params, text } from './protocol.ts';

const arnOf = ({ name, home }: Trail): string => `arn:aws:cloudtrail:${home}:123456789012:trail/${name}`;

export function createCloudTrail(estate: Estate): Operations {
  const seenFrom = (region: string): Trail[] =>
    estate.trails.filter(({ home, multiRegion }) => home === region || multiRegion);

  /** By its name at home, elsewhere by its ARN alone. */
  const trailOf = (params: Params, parameter: string, region: string): Trail => {
    const asked = text(params, parameter);
    const found = seenFrom(region).find(
      (trail) => asked === arnOf(trail) || (trail.home === region && asked === trail.name),
    );
    if (found === undefined) {
      throw new AwsError('TrailNotFoundException', `Unknown trail: ${asked} for the user: 123456789012`);
    }
    return found;
  };

  return {
    DescribeTrails: (_params, { region }) => ({
      trailList: seenFrom(region).map((trail) => ({
        Name: trail.name,
        TrailARN: arnOf(trail),
        HomeRegion: trail.home,
        IsMultiRegionTrail: trail.multiRegion,
      })),
    }),
    GetTrailStatus: (params, { region }) => ({ IsLogging: trailOf(params, 'Name', region).logging }),
    GetEventSelectors: (params, { region }) => {
      const trail = trailOf(params, 'TrailName', region);
      return { TrailARN: arnOf(trail), ...trail.selectors };
    },
  };
}
