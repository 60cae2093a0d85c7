import { matches, UnknownOperatorError } from '../host/pattern.ts';
import type { Estate, EventRule } from './estate.ts';
import { AwsError, isParams, type Operations, type Params, text } from './protocol.ts';

/** Without these EventBridge does not take an event for one. */
const ENVELOPE = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

export function createEventBridge(estate: Estate, homeRegion: string): Operations {
  const { rules } = estate;
  const ruleOf = (params: Params, parameter: string, region: string): [string, EventRule] => {
    const name = text(params, parameter) ?? '';
    const rule = region === homeRegion ? rules.get(name) : undefined;
    if (rule !== undefined) return [name, rule];
    throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  };

  return {
    ListRules(params, { region }) {
      const prefix = text(params, 'NamePrefix') ?? '';
      const here = [...rules].filter(
        ([name, { pattern }]) =>
          name.startsWith(prefix) &&
          (region === homeRegion || (pattern !== undefined && estate.forwarding.includes(region))),
      );
      return { Rules: here.map(([Name, { state }]) => ({ Name, State: state, EventBusName: 'default' })) };
    },
    DescribeRule(params, { region }) {
      const [Name, { state, pattern, schedule }] = ruleOf(params, 'Name', region);
      const Arn = `arn:aws:events:${region}:123456789012:rule/${Name}`;
      return { Name, Arn, State: state, EventBusName: 'default', EventPattern: pattern, ScheduleExpression: schedule };
    },
    ListTargetsByRule(params, { region }) {
      const [, { targets }] = ruleOf(params, 'Rule', region);
      return { Targets: targets.map((Arn, index) => ({ Id: `target-${index}`, Arn })) };
    },
    TestEventPattern(params) {
      const event = json(text(params, 'Event'));
      if (!isParams(event) || ENVELOPE.some((field) => event[field] === undefined)) {
        throw new AwsError('ValidationException', 'Parameter Event is not valid.');
      }
      try {
        return { Result: matches(json(text(params, 'EventPattern')), event) };
      } catch (error) {
        if (!(error instanceof UnknownOperatorError)) throw error;
        throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
      }
    },
  };
}

function json(given: string | undefined): unknown {
  try {
    return JSON.parse(given ?? '');
  } catch {
    return undefined;
  }
}
