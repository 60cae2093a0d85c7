import type { TestProject } from 'vitest/node';
import { type Had, jars, javac, python } from './tools.ts';

export const RULER = 'software.amazon.event.ruler:event-ruler:2.1.0';
export const DYNAMODB_LOCAL = 'com.amazonaws:DynamoDBLocal:2.6.1';

declare module 'vitest' {
  export interface ProvidedContext {
    python: Had<string>;
    ruler: Had<string>;
    javac: Had<string>;
    dynamodbLocal: Had<string>;
  }
}

/** Before any lane: two of them share a tool, and each is installed once. */
export default async function setup({ provide }: TestProject): Promise<void> {
  const [inPython, ruler, compiler, dynamodbLocal] = await Promise.all([
    python(),
    jars(RULER),
    javac(),
    jars(DYNAMODB_LOCAL),
  ]);
  provide('python', inPython);
  provide('ruler', ruler);
  provide('javac', compiler);
  provide('dynamodbLocal', dynamodbLocal);
}
