import type { Progress } from '../../src/plan/context.ts';
import type { Shell } from '../shell.ts';
import { keepHeapTight } from './memory.ts';

const BAR = 24;

/** Instances from which on what is kept of them outweighs what is read at a time. */
const MANY = 8_000;

/** One line that is drawn over itself, on a terminal; nothing anywhere else. */
export function makeProgress({ draw, look }: Shell): Progress & { readonly done: () => void } {
  const sums = { listed: 0, toRead: 0, read: 0 };
  const show = () => {
    const share = sums.toRead === 0 ? 0 : sums.read / sums.toRead;
    const full = Math.round(share * BAR);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
    const text = `${bar} ${number(sums.listed)} instances, metrics of ${number(sums.read)} of ${number(sums.toRead)}`;
    draw?.(text.slice(0, look.width - 1));
  };
  const add = (key: keyof typeof sums) => (_region: string, count: number) => {
    sums[key] += count;
    show();
  };
  const listed = (region: string, count: number) => {
    if (sums.listed <= MANY && sums.listed + count > MANY) keepHeapTight();
    add('listed')(region, count);
  };
  return { listed, toRead: add('toRead'), read: add('read'), done: () => draw?.('') };
}

const number = (value: number): string => value.toLocaleString('en');
