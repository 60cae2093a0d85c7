import { element, type Operations } from './protocol.ts';

/** Everybody may ask who they are; whoever asks here is the one user of the account. */
export const createSts = (): Operations => ({
  GetCallerIdentity: () =>
    element({ Arn: 'arn:aws:iam::123456789012:user/somebody', UserId: 'AIDAEXAMPLE', Account: '123456789012' }),
});
