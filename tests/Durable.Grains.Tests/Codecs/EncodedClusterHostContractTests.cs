using Durable.Testing;

namespace Durable.Grains.Tests.Codecs;

// Where silos meet codecs: commits, branches in grains of their own, clients, recovery. The rest is tested on the embedded host.
public sealed class StepTests : StepContract<EncodedClusterHostFixture>;

public sealed class StepErrorTests : StepErrorContract<EncodedClusterHostFixture>;

public sealed class CallbackTests : CallbackContract<EncodedClusterHostFixture>;

public sealed class WaitForConditionTests : WaitForConditionContract<EncodedClusterHostFixture>;

public sealed class MapTests : MapContract<EncodedClusterHostFixture>;

public sealed class LargeBatchTests : LargeBatchContract<EncodedClusterHostFixture>;

public sealed class StartTests : StartContract<EncodedClusterHostFixture>;

public sealed class ResultTests : ResultContract<EncodedClusterHostFixture>;

public sealed class QueryTests : QueryContract<EncodedClusterHostFixture>;

public sealed class RecoveryTests : RecoveryContract<EncodedClusterHostFixture>;

public sealed class ParkingTests : ParkingContract<EncodedClusterHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<EncodedClusterHostFixture>;
