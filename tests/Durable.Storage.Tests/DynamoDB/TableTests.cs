using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Durable.Storage.Tables;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>The table is made when somebody asks for it, and in no other way.</summary>
public sealed class TableTests : DynamoDBStoreFixture
{
    [Fact]
    public async Task A_store_does_not_create_its_table_unless_told_to()
    {
        var name = $"absent-{Guid.NewGuid():N}";
        var store = Open(options => options.TableName = name);

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(async () => await store.CreateAsync(SampleHeads.New(Now)));

        Assert.Equal(StoreFailure.Fatal, failure.Failure);
        Assert.Contains("Create it with 'durable storage init'", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.DescribeTableAsync(name));
    }

    [Fact]
    public async Task A_store_that_may_creates_its_table_before_its_first_request_and_only_once()
    {
        var name = $"created-{Guid.NewGuid():N}";
        var store = Open(options =>
        {
            options.TableName = name;
            options.CreateTable = true;
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => Assert.Null(await store.CreateAsync(SampleHeads.New(Now)))));

        Assert.Single(Http.Sent, static action => action == "CreateTable");
        await Client.DeleteTableAsync(name);
    }

    [Fact]
    public async Task What_is_created_is_on_demand_with_the_indexes_and_time_to_live_and_is_not_touched_again()
    {
        var options = new DynamoDBStoreOptions { TableName = $"created-{Guid.NewGuid():N}" };

        Assert.True(await DurableTable.CreateIfMissingAsync(Client, options));
        Assert.False(await DurableTable.CreateIfMissingAsync(Client, options));

        var table = (await Client.DescribeTableAsync(options.TableName)).Table;
        Assert.Equal("PAY_PER_REQUEST", table.BillingModeSummary.BillingMode);
        Assert.Equal(["business-key", "due", "function", "status"], table.GlobalSecondaryIndexes.Select(static index => index.IndexName).Order());
        Assert.All(table.GlobalSecondaryIndexes, static index => Assert.Equal("KEYS_ONLY", index.Projection.ProjectionType));
        Assert.Equal("ttl", (await Client.DescribeTimeToLiveAsync(options.TableName)).TimeToLiveDescription.AttributeName);
        await Client.DeleteTableAsync(options.TableName);
    }

    [Fact]
    public async Task Creating_needs_no_more_rights_than_the_deploy_policy_gives()
    {
        var options = new DynamoDBStoreOptions { TableName = $"created-{Guid.NewGuid():N}", ServiceUrl = Options.ServiceUrl };
        var allowed = Actions(TableTemplates.DeployPolicy(options));
        Http.Refuse = action => allowed.Contains($"dynamodb:{action}")
            ? null : FaultyHttp.Error(HttpStatusCode.BadRequest, "AccessDeniedException", action);
        using var client = DynamoDBClients.Create(options, config => config.HttpClientFactory = Http.Factory);

        Assert.True(await DurableTable.CreateIfMissingAsync(client, options));

        Assert.Equal(allowed.Order(), Http.Sent.Distinct().Select(static action => $"dynamodb:{action}").Order());
        await Client.DeleteTableAsync(options.TableName);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_printed_templates_describe_the_table_that_is_created(bool lists)
    {
        var options = new DynamoDBStoreOptions { TableName = "orders", ListIndexes = lists };
        var definition = DurableTable.Definition(options);

        var template = JsonNode.Parse(TableTemplates.CloudFormation(options))!["Resources"]!["DurableExecutions"]!["Properties"]!;
        var terraform = TableTemplates.Terraform(options);

        Assert.Equal("orders", template["TableName"]!.GetValue<string>());
        Assert.Equal(
            definition.AttributeDefinitions.Select(static attribute => $"{attribute.AttributeName} {attribute.AttributeType}"),
            template["AttributeDefinitions"]!.AsArray().Select(static attribute => $"{attribute!["AttributeName"]} {attribute["AttributeType"]}"));
        Assert.Equal(
            definition.GlobalSecondaryIndexes.Select(static index => $"{index.IndexName} {index.KeySchema[0].AttributeName} {index.KeySchema[1].AttributeName}"),
            template["GlobalSecondaryIndexes"]!.AsArray().Select(static index =>
                $"{index!["IndexName"]} {index["KeySchema"]![0]!["AttributeName"]} {index["KeySchema"]![1]!["AttributeName"]}"));
        Assert.Equal("PAY_PER_REQUEST", template["BillingMode"]!.GetValue<string>());
        Assert.Equal("ttl", template["TimeToLiveSpecification"]!["AttributeName"]!.GetValue<string>());
        Assert.All(definition.GlobalSecondaryIndexes, index => Assert.Contains(
            $"name            = \"{index.IndexName}\"\n    hash_key        = \"{index.KeySchema[0].AttributeName}\"\n    range_key       = \"{index.KeySchema[1].AttributeName}\"",
            terraform,
            StringComparison.Ordinal));
        Assert.All(definition.AttributeDefinitions, attribute => Assert.Contains(
            $"name = \"{attribute.AttributeName}\"\n    type = \"{attribute.AttributeType}\"", terraform, StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_prefix_fences_the_run_policy()
    {
        var statement = JsonNode.Parse(TableTemplates.RunPolicy(new DynamoDBStoreOptions { TableName = "orders", KeyPrefix = "shop:" }))!["Statement"]![0]!;

        Assert.Equal("shop:*", statement["Condition"]!["ForAllValues:StringLike"]!["dynamodb:LeadingKeys"]![0]!.GetValue<string>());
        Assert.Equal(
            ["arn:aws:dynamodb:*:*:table/orders", "arn:aws:dynamodb:*:*:table/orders/index/*"],
            statement["Resource"]!.AsArray().Select(static resource => resource!.GetValue<string>()));
    }

    [Fact]
    public async Task Without_list_indexes_everything_works_but_lists()
    {
        var store = Open(static options => options.ListIndexes = false);
        var head = SampleHeads.New(Now);
        Assert.Null(await store.CreateAsync(head));
        Assert.True(await store.CommitAsync(new Checkpoint(head.Next() with { WakeUp = new WakeUp(Now, WakeUpKind.Timer) }, Utf8("records"))));

        Assert.Equal(head.Id, Assert.Single(await store.ReadDueAsync(new DueQuery { Until = Now })).Id);
        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(async () => await store.ListAsync(new ExecutionQuery()));
        Assert.Contains("ListIndexes is off", failure.Message, StringComparison.Ordinal);
    }

    private static HashSet<string> Actions(string policy) =>
        [.. JsonNode.Parse(policy)!["Statement"]![0]!["Action"]!.AsArray().Select(static action => action!.GetValue<string>())];
}
