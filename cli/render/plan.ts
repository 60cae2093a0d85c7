import type { Plan } from '../../src/plan/document.ts';
import type { Look } from '../shell.ts';
export const renderPlan = (plan: Plan, _look: Look): string => JSON.stringify(plan.regions);
