using Durable.Testing;

namespace Durable.Embedded.Tests.Codecs.DynamoDB;

// What writes and reads most of the data; the rest is tested over SQLite.
public sealed class StepTests : StepContract<EncodedDynamoDBHostFixture>;

public sealed class StepRetryTests : StepRetryContract<EncodedDynamoDBHostFixture>;

public sealed class StepErrorTests : StepErrorContract<EncodedDynamoDBHostFixture>;

public sealed class WaitTests : WaitContract<EncodedDynamoDBHostFixture>;

public sealed class CallbackTests : CallbackContract<EncodedDynamoDBHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackContract<EncodedDynamoDBHostFixture>;

public sealed class WaitForConditionTests : WaitForConditionContract<EncodedDynamoDBHostFixture>;

public sealed class ChildContextTests : ChildContextContract<EncodedDynamoDBHostFixture>;

public sealed class MapTests : MapContract<EncodedDynamoDBHostFixture>;

public sealed class LargeBatchTests : LargeBatchContract<EncodedDynamoDBHostFixture>;

public sealed class StartTests : StartContract<EncodedDynamoDBHostFixture>;

public sealed class ResultTests : ResultContract<EncodedDynamoDBHostFixture>;

public sealed class QueryTests : QueryContract<EncodedDynamoDBHostFixture>;

public sealed class StopTests : StopContract<EncodedDynamoDBHostFixture>;

public sealed class RecoveryTests : RecoveryContract<EncodedDynamoDBHostFixture>;

public sealed class ParkingTests : ParkingContract<EncodedDynamoDBHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<EncodedDynamoDBHostFixture>;
