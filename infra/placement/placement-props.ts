/** Where what stands when a service needs more than one stack. */
export interface PlacementProps {
  /**
   * The file that records which resources stand in which stack, to be committed. It is one for all services and stages
   * of an app. `cdk synth -c lambdabus:placement=update` writes it.
   * @default 'lambdabus.placement.json' in the working directory, where cdk.json lies
   */
  readonly file?: string | undefined;
  /**
   * How many resources the service may have in the stack itself before it fills nested stacks. CloudFormation takes 500
   * in a stack; leave room for your own resources there, and for the policy that each grant from outside adds to a
   * function. What was recorded stays where it is when this changes.
   * @default 450
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
   */
  readonly rootResources?: number | undefined;
}
