using Durable.Embedded.Tests.Sqlite;
using Durable.Testing;

namespace Durable.Embedded.Tests.Cultures;

/// <summary>Hosts over SQLite under a culture of their own.</summary>
public sealed class ForeignCultureHostFixture : SqliteHostFixture
{
    private readonly ForeignCulture _culture = new();

    protected override async ValueTask DisposeHostsAsync()
    {
        await base.DisposeHostsAsync();
        _culture.Dispose();
    }
}

[Collection(ForeignCulture.Collection)]
public sealed class CallbackCultureTests : CallbackContract<ForeignCultureHostFixture>;

[Collection(ForeignCulture.Collection)]
public sealed class CodecCultureTests : CodecContract<ForeignCultureHostFixture>;

[Collection(ForeignCulture.Collection)]
public sealed class ContinueAsNewCultureTests : ContinueAsNewContract<ForeignCultureHostFixture>;

[Collection(ForeignCulture.Collection)]
public sealed class InvokeCultureTests : InvokeContract<ForeignCultureHostFixture>;

[Collection(ForeignCulture.Collection)]
public sealed class LabelCultureTests : LabelContract<ForeignCultureHostFixture>;

[Collection(ForeignCulture.Collection)]
public sealed class QueryCultureTests : QueryContract<ForeignCultureHostFixture>;

[Collection(ForeignCulture.Collection)]
public sealed class StepErrorCultureTests : StepErrorContract<ForeignCultureHostFixture>;
