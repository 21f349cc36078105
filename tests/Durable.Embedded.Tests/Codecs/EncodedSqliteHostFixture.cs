using Durable.Embedded.Tests.Sqlite;
using Durable.Testing;

namespace Durable.Embedded.Tests.Codecs.Sqlite;

/// <summary>Embedded hosts over a database in which all data is compressed and encrypted.</summary>
public sealed class EncodedSqliteHostFixture : SqliteHostFixture
{
    protected override IReadOnlyList<IPayloadCodec> Codecs => TestCodecs.Both;
}
