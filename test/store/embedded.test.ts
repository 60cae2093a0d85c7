import { startWorld } from '../simulator/aws/world.ts';
import { storeContract } from './contract.ts';

storeContract('the embedded DynamoDB', async () => (await startWorld()).aws.endpoint);
