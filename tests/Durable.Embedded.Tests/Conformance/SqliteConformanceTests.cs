using Durable.Embedded.Sqlite;
using Durable.Testing.Conformance;

namespace Durable.Embedded.Conformance.Sqlite;

public sealed class StepTransitionTests : StepTransitionConformance<SqliteHostFixture>;

public sealed class WaitTransitionTests : WaitTransitionConformance<SqliteHostFixture>;

public sealed class CallbackTransitionTests : CallbackTransitionConformance<SqliteHostFixture>;

public sealed class ContextTransitionTests : ContextTransitionConformance<SqliteHostFixture>;

public sealed class ExecutionTransitionTests : ExecutionTransitionConformance<SqliteHostFixture>;
