using Durable.Storage.Tests.Testing;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

public sealed class DynamoDBCrashTests : DynamoDBStoreFixture
{
    protected override TimeProvider StoreClock => TimeProvider.System;

    [FullFact]
    public async Task What_a_killed_process_had_acknowledged_is_there_and_nothing_is_there_by_half()
    {
        var acknowledged = new Acknowledged();
        for (var life = 1; life <= 3; life++)
        {
            using var child = ChildProcess.Start("write", Options.ServiceUrl!, Options.TableName, Options.KeyPrefix);
            await acknowledged.ListenAsync(child, 100 * life);
            await acknowledged.RequireAsync(Open());
        }
    }
}
