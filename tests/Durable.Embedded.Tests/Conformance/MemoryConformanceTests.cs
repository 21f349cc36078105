using Durable.Testing.Conformance;

namespace Durable.Embedded.Conformance.Memory;

public sealed class StepTransitionTests : StepTransitionConformance<EmbeddedHostFixture>;

public sealed class WaitTransitionTests : WaitTransitionConformance<EmbeddedHostFixture>;

public sealed class CallbackTransitionTests : CallbackTransitionConformance<EmbeddedHostFixture>;

public sealed class ContextTransitionTests : ContextTransitionConformance<EmbeddedHostFixture>;

public sealed class ExecutionTransitionTests : ExecutionTransitionConformance<EmbeddedHostFixture>;
