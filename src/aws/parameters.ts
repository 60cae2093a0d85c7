import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** The text of a parameter. Whatever goes wrong is thrown: without a policy nothing is decided. */
export async function readParameter(client: SSMClient, name: string): Promise<string> {
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
  if (Parameter?.Value === undefined) throw new TypeError(`the parameter ${name} has no value`);
  return Parameter.Value;
}
