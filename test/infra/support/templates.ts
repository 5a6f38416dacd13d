import { Template } from 'aws-cdk-lib/assertions';
import { BusStack, type BusStackProps } from '../../../infra/index.ts';
import { helpdeskManifest } from '../../support/manifest.ts';
import { located, temporaryApp } from './located-manifest.ts';

/** The help desk in a stack, and its template. */
export function helpdeskStack(
  props: Partial<BusStackProps> = {},
  use: (stack: BusStack) => void = () => {},
): { readonly stack: BusStack; readonly template: Template } {
  const stack = new BusStack(temporaryApp(), 'Helpdesk', {
    stage: 'prod',
    ...props,
    manifest: located(props.manifest ?? helpdeskManifest()),
  });
  use(stack);
  return { stack, template: Template.fromStack(stack) };
}

/** The one resource of a template whose properties hold these, with its logical id. */
export function resourceOf(template: Template, type: string, properties: object): CloudFormationResource {
  const found = Object.entries(template.findResources(type, { Properties: properties }));
  const [first] = found;
  if (found.length !== 1 || first === undefined) {
    throw new Error(`${found.length} resources ${type} hold ${JSON.stringify(properties)}, wanted one.`);
  }
  const [logicalId, resource] = first;
  return { logicalId, ...(resource as Omit<CloudFormationResource, 'logicalId'>) };
}

/** A resource of a template. */
export interface CloudFormationResource {
  readonly logicalId: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** An ARN as a template without account and region has it. */
export function arn(service: string, resource: string): object {
  return {
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        `:${service}:`,
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        `:${resource}`,
      ],
    ],
  };
}

/** A statement of a policy. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of a function's inline policy. */
export function statements(template: Template, functionName: string): readonly Statement[] {
  const role = resourceOf(template, 'AWS::IAM::Role', { Description: `Execution role of ${functionName}` });
  const policies = role.Properties['Policies'] as readonly {
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
