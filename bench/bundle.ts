/** What the functions weigh, and what each plugin takes off the heaviest. By itself: `node bench/bundle.ts`. */
import { basename } from 'node:path';
import { budgets, type Weight, weigh } from '../scripts/bundle/budgets.ts';
import { bundle, plugins } from '../scripts/bundle/bundle.ts';
import type { Line } from './main.ts';

export async function weights(): Promise<readonly Line[]> {
  const all = await weighed(plugins);
  return [...all.flatMap(linesOf), ...(await savings(heaviest(all)))];
}

const linesOf = ({ name, bytes, gzip, idleBytes, ec2ClientBytes }: Weight): readonly Line[] => [
  { what: `bytes of ${basename(name)}, all it can load`, is: bytes, budget: budgets.whole.bytes },
  { what: `the same, gzipped`, is: gzip, budget: budgets.whole.gzip },
  { what: `bytes loaded where nothing is to be done`, is: idleBytes, budget: budgets.idle.bytes },
  { what: `bytes of client-ec2`, is: ec2ClientBytes, budget: budgets.ec2Client.bytes },
];

async function savings({ name, bytes }: Weight): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const plugin of plugins) {
    const without = heaviest(await weighed(plugins.filter((each) => each !== plugin)));
    lines.push({ what: `bytes that ${plugin.name} takes off ${basename(name)}`, is: without.bytes - bytes });
  }
  const none = heaviest(await weighed([]));
  return [...lines, { what: 'bytes that all of them take off it', is: none.bytes - bytes }];
}

async function weighed(using: typeof plugins): Promise<readonly Weight[]> {
  const { metafile, outputFiles } = await bundle(using);
  return weigh(metafile, outputFiles);
}

const heaviest = (of: readonly Weight[]): Weight => of.reduce((one, other) => (other.bytes > one.bytes ? other : one));

if (import.meta.main) console.table(await weights());
