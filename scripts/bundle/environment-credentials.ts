import { fromEnv } from '@aws-sdk/credential-provider-env';

/** Stands in for the default chain in the functions' bundles. */
export const defaultProvider = () => fromEnv();
