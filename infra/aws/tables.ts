import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { TableName } from '../../functions/store/database.ts';
import { TABLES, type TableDesign } from '../../functions/store/tables.ts';

/** The two tables, kept when the stack goes, restorable to any second of the last 35 days. */
export function portalTables(stack: Stack): Record<TableName, Table> {
  return { records: table(stack, 'records'), ledger: table(stack, 'ledger') };
}

function table(stack: Stack, name: TableName): Table {
  const { partition, sort, indexes, timeToLive, wakesOn }: TableDesign = TABLES[name];
  const made = new Table(stack, `${name}-table`, {
    partitionKey: { name: partition, type: AttributeType.STRING },
    sortKey: { name: sort, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    timeToLiveAttribute: timeToLive,
    stream: wakesOn === undefined ? undefined : StreamViewType.NEW_IMAGE,
  });
  for (const [indexName, index] of Object.entries(indexes)) {
    made.addGlobalSecondaryIndex({
      indexName,
      partitionKey: { name: index.partition, type: AttributeType.STRING },
      sortKey: { name: index.sort, type: AttributeType.NUMBER },
      projectionType: ProjectionType[index.projection],
    });
  }
  return made;
}
