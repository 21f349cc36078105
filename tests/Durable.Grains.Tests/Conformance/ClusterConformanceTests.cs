using Durable.Testing.Conformance;

namespace Durable.Grains.Tests.Conformance;

public sealed class StepTransitionTests : StepTransitionConformance<ClusterHostFixture>;

public sealed class WaitTransitionTests : WaitTransitionConformance<ClusterHostFixture>;

public sealed class CallbackTransitionTests : CallbackTransitionConformance<ClusterHostFixture>;

public sealed class ContextTransitionTests : ContextTransitionConformance<ClusterHostFixture>;

public sealed class ExecutionTransitionTests : ExecutionTransitionConformance<ClusterHostFixture>;
