export interface CustomNotification {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly nextSteps: readonly string[];
  readonly keywords: readonly string[];
  readonly threadId: string;
  readonly eventType: string;
  readonly relatedResources: readonly string[];
  readonly enableCustomActions: boolean;
  readonly additionalContext: Readonly<Record<string, string>>;
}

/**
 * A custom notification of Amazon Q Developer in chat applications, which drops what does not conform without a word
 * (https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html): title 250 characters, description 8,000,
 * each next step 350, each keyword 75. No length is documented for the metadata, so it is kept short.
 */
export const customNotification = ({
  id,
  title,
  description,
  nextSteps,
  keywords,
  threadId,
  ...metadata
}: CustomNotification) => ({
  version: '1.0',
  source: 'custom',
  id,
  content: { textType: 'client-markdown', title, description, nextSteps, keywords },
  metadata: { threadId, summary: title, ...metadata },
});
