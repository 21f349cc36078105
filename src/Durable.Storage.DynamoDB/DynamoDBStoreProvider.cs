using Amazon.DynamoDBv2;
using Durable.Storage;

[assembly: DurableStoreProvider("DynamoDB", typeof(DynamoDBStoreProvider))]

namespace Durable.Storage;

/// <summary>
/// The DynamoDB store of a configuration: <c>TableName</c>, <c>Region</c>, <c>Profile</c>, <c>ServiceUrl</c>, or the address as the connection string.
/// </summary>
internal sealed class DynamoDBStoreProvider : IDurableStoreProvider
{
    public void UseStore(DurableExecutionsBuilder durable, DurableStoreSettings settings) => durable.UseDynamoDB(
        options =>
        {
            options.TableName = settings["TableName"] ?? options.TableName;
            options.KeyPrefix = settings.KeyPrefix ?? options.KeyPrefix;
            options.ServiceUrl = settings["ServiceUrl"] ?? settings.ConnectionString;
            options.Region = settings["Region"];
            options.Profile = settings["Profile"];
            options.CreateTable = settings.CreateSchema;
        },
        services => settings.FindClient<IAmazonDynamoDB>(services, "AddKeyedSingleton<IAmazonDynamoDB>"));
}
