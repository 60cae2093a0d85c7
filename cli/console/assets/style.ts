import { base } from './style/base.ts';
import { charts } from './style/charts.ts';
import { page } from './style/page.ts';
import { parts } from './style/parts.ts';

export const style: string = [base, page, parts, charts].join('');
