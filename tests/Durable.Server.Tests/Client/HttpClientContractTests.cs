using Durable.Testing;

namespace Durable.Server.Tests.Client;

// The suites that every client passes, over HTTP.
public sealed class ClientTests : ClientContract<HttpHostFixture>;

public sealed class StartTests : StartContract<HttpHostFixture>
{
    // The API takes JSON alone, and says so before it looks at the function.
    protected override string RefusalOfWhatIsNotJson => "Could not parse request body into json";
}

public sealed class StopTests : StopContract<HttpHostFixture>;

public sealed class QueryTests : QueryContract<HttpHostFixture>;

public sealed class LabelTests : LabelContract<HttpHostFixture>;

public sealed class ResultTests : ResultContract<HttpHostFixture>;

public sealed class CallbackTests : CallbackContract<HttpHostFixture>;

public sealed class ParkingTests : ParkingContract<HttpHostFixture>;

public sealed class WaitingTests : WaitingContract<HttpHostFixture>;

public sealed class WatchTests : WatchContract<HttpHostFixture>;
