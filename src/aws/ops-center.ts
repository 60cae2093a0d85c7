import {
  CreateOpsItemCommand,
  GetOpsItemCommand,
  OpsItemAlreadyExistsException,
  type OpsItemDataValue,
  type SSMClient,
  UpdateOpsItemCommand,
} from '@aws-sdk/client-ssm';
import type { Ticket } from '../notices/ticket.ts';

export interface Tickets {
  /** Opens the one ticket of a case, or finds the one that a run which crashed had opened already. */
  readonly open: (ticket: Ticket) => Promise<string>;
  /** Brings a ticket up to date; opens it again if somebody resolved it too early. */
  readonly update: (id: string, ticket: Ticket) => Promise<void>;
  readonly resolve: (id: string, ticket: Ticket) => Promise<void>;
}

/** What may be changed once it is open: the resources and the dedup string are fixed at opening. */
const changeable = (ticket: Ticket): Record<string, OpsItemDataValue> =>
  Object.fromEntries(
    Object.entries(ticket.operationalData).map(([key, { value, type }]) => [key, { Value: value, Type: type }]),
  );

export function makeTickets(client: SSMClient): Tickets {
  const change = async (id: string, ticket: Ticket, status: 'Open' | 'Resolved' | undefined) => {
    await client.send(
      new UpdateOpsItemCommand({
        OpsItemId: id,
        Title: ticket.title,
        Description: ticket.description,
        Severity: ticket.severity,
        Priority: ticket.priority,
        OperationalData: changeable(ticket),
        ...(status === undefined ? {} : { Status: status }),
      }),
    );
  };
  return {
    open: async (ticket) => {
      try {
        const { OpsItemId } = await client.send(
          new CreateOpsItemCommand({
            Title: ticket.title,
            Description: ticket.description,
            Source: ticket.source,
            Category: ticket.category,
            Severity: ticket.severity,
            Priority: ticket.priority,
            OperationalData: {
              ...changeable(ticket),
              '/aws/resources': { Type: 'SearchableString', Value: ticket.resources },
              '/aws/dedup': { Type: 'SearchableString', Value: JSON.stringify({ dedupString: ticket.dedup }) },
            },
          }),
        );
        if (OpsItemId === undefined) throw new TypeError('CreateOpsItem answered without an id');
        return OpsItemId;
      } catch (error) {
        if (error instanceof OpsItemAlreadyExistsException && error.OpsItemId !== undefined) return error.OpsItemId;
        throw error;
      }
    },
    update: async (id, ticket) => {
      const { OpsItem } = await client.send(new GetOpsItemCommand({ OpsItemId: id }));
      await change(id, ticket, OpsItem?.Status === 'Resolved' ? 'Open' : undefined);
    },
    resolve: (id, ticket) => change(id, ticket, 'Resolved'),
  };
}
