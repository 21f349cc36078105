using Durable.Testing;

namespace Durable.Grains.Tests.DynamoDB;

// The whole suite runs on the cluster over memory, and on the embedded host over DynamoDB. Here is where host and store meet: commits of
// steps, waves of waits, branches that share commits, and taking over what a lost cluster has left.
public sealed class StepTests : StepContract<DynamoDBClusterHostFixture>;

public sealed class WaitTests : WaitContract<DynamoDBClusterHostFixture>;

public sealed class MapTests : MapContract<DynamoDBClusterHostFixture>;

public sealed class RecoveryTests : RecoveryContract<DynamoDBClusterHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<DynamoDBClusterHostFixture>;
