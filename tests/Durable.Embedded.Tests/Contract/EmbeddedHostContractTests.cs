using Durable.Testing;

namespace Durable.Embedded.Contract;

public sealed class StepTests : StepContract<EmbeddedHostFixture>;

public sealed class StepRetryTests : StepRetryContract<EmbeddedHostFixture>;

public sealed class StepErrorTests : StepErrorContract<EmbeddedHostFixture>;

public sealed class AtMostOnceStepTests : AtMostOnceStepContract<EmbeddedHostFixture>;

public sealed class WaitTests : WaitContract<EmbeddedHostFixture>;

public sealed class ChildContextTests : ChildContextContract<EmbeddedHostFixture>;

public sealed class ChildContextErrorTests : ChildContextErrorContract<EmbeddedHostFixture>;

public sealed class MapTests : MapContract<EmbeddedHostFixture>;

public sealed class ParallelTests : ParallelContract<EmbeddedHostFixture>;

public sealed class BatchCompletionTests : BatchCompletionContract<EmbeddedHostFixture>;

public sealed class BatchConcurrencyTests : BatchConcurrencyContract<EmbeddedHostFixture>;

public sealed class BatchErrorTests : BatchErrorContract<EmbeddedHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionContract<EmbeddedHostFixture>;

public sealed class LargeBatchTests : LargeBatchContract<EmbeddedHostFixture>;
