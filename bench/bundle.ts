/** What the functions weigh, and what each plugin of the bundle takes off the heaviest. `node bench/bundle.ts` */
import { budgets, type Weight, weigh } from '../scripts/bundle/budgets.ts';
import { bundle, plugins } from '../scripts/bundle/bundle.ts';

const weights = async (using: typeof plugins): Promise<readonly Weight[]> => {
  const { metafile, outputFiles } = await bundle(using);
  return weigh(metafile, outputFiles);
};

const heaviest = (of: readonly Weight[]): Weight => of.reduce((one, other) => (other.bytes > one.bytes ? other : one));

const all = await weights(plugins);
console.table(
  Object.fromEntries([
    ...all.map(({ name, bytes, gzip, idleBytes, ec2ClientBytes }) => [
      name,
      { bytes, gzip, 'nothing to be done': idleBytes, 'client-ec2': ec2ClientBytes },
    ]),
    [
      'budget',
      {
        bytes: budgets.whole.bytes,
        gzip: budgets.whole.gzip,
        'nothing to be done': budgets.idle.bytes,
        'client-ec2': budgets.ec2Client.bytes,
      },
    ],
  ]),
);

const lightest = heaviest(all);
const saved: Record<string, { bytes: number; gzip: number }> = {};
for (const plugin of plugins) {
  const without = heaviest(await weights(plugins.filter((each) => each !== plugin)));
  saved[plugin.name] = { bytes: without.bytes - lightest.bytes, gzip: without.gzip - lightest.gzip };
}
const none = heaviest(await weights([]));
saved['all together'] = { bytes: none.bytes - lightest.bytes, gzip: none.gzip - lightest.gzip };
console.log(`What the plugins take off ${lightest.name}:`);
console.table(saved);
