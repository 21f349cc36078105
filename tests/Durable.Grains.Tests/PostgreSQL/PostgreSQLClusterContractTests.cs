using Durable.Testing;

namespace Durable.Grains.Tests.PostgreSQL;

// The whole suite runs on the cluster over memory, and on the embedded host over PostgreSQL. Here is where host and store meet: commits of
// steps, waves of waits, branches that share commits, and taking over what a lost cluster has left.
public sealed class StepTests : StepContract<PostgreSQLClusterHostFixture>;

public sealed class WaitTests : WaitContract<PostgreSQLClusterHostFixture>;

public sealed class MapTests : MapContract<PostgreSQLClusterHostFixture>;

public sealed class RecoveryTests : RecoveryContract<PostgreSQLClusterHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<PostgreSQLClusterHostFixture>;
