using Durable.Embedded.Tests.DynamoDB;
using Durable.Testing.Conformance;

namespace Durable.Embedded.Tests.Conformance.DynamoDB;

public sealed class StepTransitionTests : StepTransitionConformance<DynamoDBHostFixture>;

public sealed class WaitTransitionTests : WaitTransitionConformance<DynamoDBHostFixture>;

public sealed class CallbackTransitionTests : CallbackTransitionConformance<DynamoDBHostFixture>;

public sealed class ContextTransitionTests : ContextTransitionConformance<DynamoDBHostFixture>;

public sealed class ExecutionTransitionTests : ExecutionTransitionConformance<DynamoDBHostFixture>;

public sealed class InvokeTests : InvokeConformance<DynamoDBHostFixture>;
