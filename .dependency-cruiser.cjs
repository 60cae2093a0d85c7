/**
 * The arrows of the architecture: handlers → runtime → the story → facts, effects, store, aws → decision, evidence,
 * notices, operators, policy, events → domain. The core knows no SDK, no clock, no environment and no randomness.
 */
const core = '^src/(domain|policy|evidence|decision|events|notices|operators|report|doctor)/';
const story = '^src/[a-z-]+\\.ts$';
const shell = (folders) => `^src/(${folders})/|${story}`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^(src|handlers)/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'sdk-only-in-aws-and-store',
      comment: 'one folder speaks to AWS, one to the table',
      severity: 'error',
      from: { path: '^(src|handlers)/', pathNot: '^src/(aws|store)/' },
      to: { path: 'node_modules/@(aws-sdk|smithy)/' },
    },
    {
      name: 'the-core-is-pure',
      comment: 'decide, judge, parse and render see nothing but what they are given',
      severity: 'error',
      from: { path: core },
      to: { path: shell('aws|store|facts|effects|operate|runtime') },
    },
    {
      name: 'domain-knows-nobody',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { path: '^src/', pathNot: '^src/domain/' },
    },
    {
      name: 'evidence-before-decision',
      severity: 'error',
      from: { path: '^src/(evidence|policy|events)/' },
      to: { path: '^src/(decision|notices)/' },
    },
    {
      name: 'decision-before-notices',
      severity: 'error',
      from: { path: '^src/decision/' },
      to: { path: '^src/(notices|events)/' },
    },
    {
      name: 'effects-never-decide',
      severity: 'error',
      from: { path: '^src/effects/' },
      to: { path: '^src/decision/(decide|stances|conclude)' },
    },
    {
      name: 'facts-never-act',
      severity: 'error',
      from: { path: '^src/facts/' },
      to: { path: '^src/(effects|operate)/' },
    },
    {
      name: 'adapters-know-no-story',
      severity: 'error',
      from: { path: '^src/(aws|store)/' },
      to: { path: shell('facts|effects|operate|runtime|decision') },
    },
    {
      name: 'only-runtime-knows-the-process',
      severity: 'error',
      from: { path: `${story}|^src/operate/` },
      to: { path: '^src/runtime/' },
    },
    {
      name: 'handlers-are-wiring',
      severity: 'error',
      from: { path: '^handlers/' },
      to: { path: '^src/(aws|store|facts|effects|decision|evidence|policy|notices)/' },
    },
    {
      name: 'the-command-line-only-asks',
      comment:
        'it knows the words of the product and asks the operator function for everything else; a plan it makes itself',
      severity: 'error',
      from: { path: '^cli/', pathNot: '^cli/doctor/' },
      to: {
        path: '^(src|handlers|simulator|test|scripts|bench)/',
        pathNot: '^src/(domain|operators|notices|policy|doctor|plan)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'doctor-looks-for-itself',
      comment:
        'it may not trust what it examines; of the product it has the meaning of what it reads, of errors and of how much to ask at once, and the table',
      severity: 'error',
      from: { path: '^cli/doctor/' },
      to: {
        path: '^(src|handlers|simulator|test|scripts|bench)/',
        pathNot: '^src/(domain|doctor)/|^src/aws/(errors|gate)\\.ts$|^src/store/(controls-store|table)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'a-plan-only-reads',
      comment: 'it judges by the same code as the functions, and has no way to what changes anything',
      severity: 'error',
      from: { path: '^src/plan/' },
      to: {
        path: '^src/(effects|operate|runtime|events|report)/|^src/(remediate|sweep|enrol|reconcile|intake|change-case)',
      },
    },
    {
      name: 'verdicts-are-pure',
      severity: 'error',
      from: { path: '^src/plan/(compact|document|reasons|series|verdict)\\.ts$' },
      to: { path: '^src/(aws|store|facts)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'functions-carry-no-plan',
      severity: 'error',
      from: {
        path: '^(src|handlers)/',
        pathNot: '^src/(plan/|aws/(deployed-reader|hours|listing|raw-answers|reader)\\.ts$)',
      },
      to: {
        path: '^src/(plan/|aws/(deployed-reader|hours|listing|raw-answers|reader)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nobody-asks-the-command-line',
      severity: 'error',
      from: { path: '^(src|handlers)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'the-simulator-is-outside',
      severity: 'error',
      from: { path: '^simulator/' },
      to: { path: '^(src|handlers)/' },
    },
    {
      name: 'the-product-is-not-simulated',
      severity: 'error',
      from: { path: '^(src|handlers)/' },
      to: { path: '^(simulator|test|scripts|bench)/' },
    },
    {
      name: 'only-what-functions-may-weigh',
      comment: 'what a function is bundled from; everything else is for tools and tests',
      severity: 'error',
      from: { path: '^(src|handlers)/' },
      to: {
        path: 'node_modules/',
        pathNot:
          'node_modules/(@aws-sdk/(client-[a-z0-9-]+|util-dynamodb)|@aws-lambda-powertools/[a-z]+|@middy/core|tinyduration|zod)/',
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // TypeScript 7 has no API for tools.
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.cjs'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
