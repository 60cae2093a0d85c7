import type { Plan } from '../../src/plan/document.ts';
export const planPage = async (plan: Plan): Promise<string> => JSON.stringify(plan.regions);
