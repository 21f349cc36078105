using Durable.Embedded.Tests.PostgreSQL;
using Durable.Testing.Conformance;

namespace Durable.Embedded.Tests.Conformance.PostgreSQL;

public sealed class StepTransitionTests : StepTransitionConformance<PostgreSQLHostFixture>;

public sealed class WaitTransitionTests : WaitTransitionConformance<PostgreSQLHostFixture>;

public sealed class CallbackTransitionTests : CallbackTransitionConformance<PostgreSQLHostFixture>;

public sealed class ContextTransitionTests : ContextTransitionConformance<PostgreSQLHostFixture>;

public sealed class ExecutionTransitionTests : ExecutionTransitionConformance<PostgreSQLHostFixture>;

public sealed class InvokeTests : InvokeConformance<PostgreSQLHostFixture>;
