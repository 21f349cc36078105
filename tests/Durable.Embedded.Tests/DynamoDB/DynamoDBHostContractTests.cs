using Durable.Testing;

namespace Durable.Embedded.Tests.DynamoDB;

public sealed class StepTests : StepContract<DynamoDBHostFixture>;

public sealed class StepRetryTests : StepRetryContract<DynamoDBHostFixture>;

public sealed class StepErrorTests : StepErrorContract<DynamoDBHostFixture>;

public sealed class AtMostOnceStepTests : AtMostOnceStepContract<DynamoDBHostFixture>;

public sealed class WaitTests : WaitContract<DynamoDBHostFixture>;

public sealed class CallbackTests : CallbackContract<DynamoDBHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackContract<DynamoDBHostFixture>;

public sealed class StepTimeoutTests : StepTimeoutContract<DynamoDBHostFixture>;

public sealed class LostAttemptTests : LostAttemptContract<DynamoDBHostFixture>;

public sealed class InvokeTests : InvokeContract<DynamoDBHostFixture>;

public sealed class InvokeRecoveryTests : InvokeRecoveryContract<DynamoDBHostFixture>;

public sealed class ParentCloseTests : ParentCloseContract<DynamoDBHostFixture>;

public sealed class WaitForConditionTests : WaitForConditionContract<DynamoDBHostFixture>;

public sealed class ChildContextTests : ChildContextContract<DynamoDBHostFixture>;

public sealed class ChildContextErrorTests : ChildContextErrorContract<DynamoDBHostFixture>;

public sealed class RaceTests : RaceContract<DynamoDBHostFixture>;

public sealed class MapTests : MapContract<DynamoDBHostFixture>;

public sealed class ParallelTests : ParallelContract<DynamoDBHostFixture>;

public sealed class BatchCompletionTests : BatchCompletionContract<DynamoDBHostFixture>;

public sealed class BatchConcurrencyTests : BatchConcurrencyContract<DynamoDBHostFixture>;

public sealed class BatchErrorTests : BatchErrorContract<DynamoDBHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionContract<DynamoDBHostFixture>;

public sealed class LargeBatchTests : LargeBatchContract<DynamoDBHostFixture>;

public sealed class StartTests : StartContract<DynamoDBHostFixture>;

public sealed class ResultTests : ResultContract<DynamoDBHostFixture>;

public sealed class QueryTests : QueryContract<DynamoDBHostFixture>;

public sealed class StopTests : StopContract<DynamoDBHostFixture>;

public sealed class TimeoutTests : TimeoutContract<DynamoDBHostFixture>;

public sealed class FunctionTests : FunctionContract<DynamoDBHostFixture>;

public sealed class DeterminismTests : DeterminismContract<DynamoDBHostFixture>;

public sealed class LoggerTests : LoggerContract<DynamoDBHostFixture>;

public sealed class TurnTests : TurnContract<DynamoDBHostFixture>;

public sealed class RecoveryTests : RecoveryContract<DynamoDBHostFixture>;

public sealed class ParkingTests : ParkingContract<DynamoDBHostFixture>;

public sealed class WaitingTests : WaitingContract<DynamoDBHostFixture>;

public sealed class VersionTests : VersionContract<DynamoDBHostFixture>;

public sealed class EffectIdTests : EffectIdContract<DynamoDBHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<DynamoDBHostFixture>;

public sealed class CodecTests : CodecContract<DynamoDBHostFixture>;

public sealed class LabelTests : LabelContract<DynamoDBHostFixture>;

public sealed class DamagedLogTests : DamagedLogContract<DynamoDBHostFixture>
{
    protected override int Cases => 100;
}
