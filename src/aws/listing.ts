import { DescribeInstancesCommand, type EC2Client, type Filter } from '@aws-sdk/client-ec2';
import type { InstanceFacts } from '../domain/instance.ts';
import { factsOf, THERE } from './ec2.ts';

export interface Listed {
  readonly instances: readonly InstanceFacts[];
  /** Whose they are; null on a page without any. */
  readonly account: string | null;
}

interface Page extends Listed {
  readonly nextToken: string | null;
}

export interface Listing {
  readonly client: EC2Client;
  readonly region: string;
  /** Bounds how many pages are asked for, and held, at once. */
  readonly gate: <T>(work: () => Promise<T>) => Promise<T>;
  /** Each instance comes once, in no order. */
  readonly take: (page: Listed) => void;
}

/** A region with no more than these is one request. */
const FIRST_PAGE = 200;
/** A page of a thousand is some megabytes of XML, several times that once read. */
const PAGE = 500;

/**
 * Pages of one question follow each other, so a large region is asked sixteen at once: ids end in a hexadecimal digit,
 * and in a filter's value `*` stands for any characters, so that these shares are disjoint and miss none. What the
 * first page showed must come up in them again; else the filter was not understood, and all is read in one row.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export async function listInstances(listing: Listing): Promise<void> {
  const first = await pageOf(listing, [THERE], null, FIRST_PAGE);
  if (first.nextToken === null) return listing.take(first);
  const seen = new Set<string>();
  const once: Listing = {
    ...listing,
    take: ({ instances, account }) => {
      const fresh = instances.filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      listing.take({ instances: fresh, account });
    },
  };
  const shares = [...'0123456789abcdef'].map((digit) => ({ Name: 'instance-id', Values: [`*${digit}`] }));
  await Promise.all(shares.map((share) => listAll(once, [THERE, share])));
  if (!first.instances.every(({ id }) => seen.has(id))) await listAll(once, [THERE]);
}

async function listAll(listing: Listing, filters: Filter[]): Promise<void> {
  let token: string | null = null;
  do {
    const page: Page = await pageOf(listing, filters, token, PAGE);
    listing.take(page);
    token = page.nextToken;
  } while (token !== null);
}

const pageOf = ({ client, region, gate }: Listing, Filters: Filter[], token: string | null, MaxResults: number) =>
  gate(async (): Promise<Page> => {
    const answer = await client.send(
      new DescribeInstancesCommand({
        Filters,
        MaxResults,
        // Hidden otherwise; a service's instances must be seen to be left alone by name.
        IncludeManagedResources: true,
        ...(token === null ? {} : { NextToken: token }),
      }),
    );
    const reservations = answer.Reservations ?? [];
    return {
      instances: reservations.flatMap(({ Instances = [] }) => Instances.map((each) => factsOf(region, each))),
      account: reservations[0]?.OwnerId ?? null,
      nextToken: answer.NextToken ?? null,
    };
  });
