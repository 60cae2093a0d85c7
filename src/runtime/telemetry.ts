import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Journalist } from '../services.ts';

/** Service name, namespace and level come from the standard POWERTOOLS_ variables, which the template sets. */
export const logger = new Logger();
export const metrics = new Metrics();

export const journalist: Journalist = {
  info: (message, facts) => logger.info(message, { ...facts }),
  error: (message, error, facts) =>
    logger.error(message, { ...facts, error: error instanceof Error ? error : new Error(String(error)) }),
  count: (name, value) =>
    metrics.addMetric(name, name === 'OldestDueAge' ? MetricUnit.Seconds : MetricUnit.Count, value),
};
