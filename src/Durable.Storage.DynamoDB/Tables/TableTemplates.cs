using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Durable.Storage.Tables;

/// <summary>The table and the rights to it, in the words of those who deploy.</summary>
public static class TableTemplates
{
    // In the order of what needs them: commits and loads; lists and due wake-ups; retention.
    private static readonly string[] s_runActions =
    [
        "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
    ];

    private static readonly string[] s_deployActions = ["dynamodb:CreateTable", "dynamodb:DescribeTable", "dynamodb:UpdateTimeToLive"];

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A CloudFormation template.</summary>
    /// <param name="options">Name, indexes, time-to-live.</param>
    public static string CloudFormation(DynamoDBStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var indexes = TableIndex.All(options);
        var properties = new JsonObject
        {
            ["TableName"] = options.TableName,
            ["BillingMode"] = "PAY_PER_REQUEST",
            ["AttributeDefinitions"] = Array(TableIndex.KeyAttributes(indexes).Select(static attribute => new JsonObject
            {
                ["AttributeName"] = attribute.Name,
                ["AttributeType"] = attribute.IsNumber ? "N" : "S",
            })),
            ["KeySchema"] = KeySchema(Items.Attributes.PartitionKey, Items.Attributes.SortKey),
            ["GlobalSecondaryIndexes"] = Array(indexes.Select(static index => new JsonObject
            {
                ["IndexName"] = index.Name,
                ["KeySchema"] = KeySchema(index.PartitionKey, index.SortKey),
                ["Projection"] = new JsonObject { ["ProjectionType"] = "KEYS_ONLY" },
            })),
            ["PointInTimeRecoverySpecification"] = new JsonObject { ["PointInTimeRecoveryEnabled"] = true },
        };
        if (options.TimeToLive)
        {
            properties["TimeToLiveSpecification"] = new JsonObject { ["AttributeName"] = Items.Attributes.TimeToLive, ["Enabled"] = true };
        }

        return Text(new JsonObject
        {
            ["AWSTemplateFormatVersion"] = "2010-09-09",
            ["Description"] = "Checkpoints of durable executions",
            ["Resources"] = new JsonObject
            {
                ["DurableExecutions"] = new JsonObject
                {
                    ["Type"] = "AWS::DynamoDB::Table",

                    // What runs is in there; a stack that is deleted by mistake must not take it along.
                    ["DeletionPolicy"] = "Retain",
                    ["UpdateReplacePolicy"] = "Retain",
                    ["Properties"] = properties,
                },
            },
        });
    }

    /// <summary>A Terraform resource.</summary>
    /// <param name="options">Name, indexes, time-to-live.</param>
    public static string Terraform(DynamoDBStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var indexes = TableIndex.All(options);
        var attributes = string.Join("\n\n", TableIndex.KeyAttributes(indexes).Select(static attribute => $$"""
              attribute {
                name = "{{attribute.Name}}"
                type = "{{(attribute.IsNumber ? "N" : "S")}}"
              }
            """));
        var secondary = string.Join("\n\n", indexes.Select(static index => $$"""
              global_secondary_index {
                name            = "{{index.Name}}"
                hash_key        = "{{index.PartitionKey}}"
                range_key       = "{{index.SortKey}}"
                projection_type = "KEYS_ONLY"
              }
            """));
        var timeToLive = options.TimeToLive
            ? $$"""


                  ttl {
                    attribute_name = "{{Items.Attributes.TimeToLive}}"
                    enabled        = true
                  }
                """
            : "";
        return $$"""
            resource "aws_dynamodb_table" "durable_executions" {
              name         = "{{options.TableName}}"
              billing_mode = "PAY_PER_REQUEST"
              hash_key     = "{{Items.Attributes.PartitionKey}}"
              range_key    = "{{Items.Attributes.SortKey}}"

            {{attributes}}

            {{secondary}}{{timeToLive}}

              point_in_time_recovery {
                enabled = true
              }

              lifecycle {
                prevent_destroy = true
              }
            }
            """;
    }

    /// <summary>The rights of whoever creates the table, and no others.</summary>
    /// <param name="options">The table's name.</param>
    public static string DeployPolicy(DynamoDBStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Policy(Statement("DeployDurableExecutions", s_deployActions, [TableArn(options)]));
    }

    /// <summary>The rights of a process that runs executions, and no others. With a key prefix it sees nothing outside of it.</summary>
    /// <param name="options">The table's name and the key prefix.</param>
    public static string RunPolicy(DynamoDBStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var statement = Statement("RunDurableExecutions", s_runActions, [TableArn(options), $"{TableArn(options)}/index/*"]);
        if (options.KeyPrefix.Length > 0)
        {
            statement["Condition"] = new JsonObject
            {
                ["ForAllValues:StringLike"] = new JsonObject { ["dynamodb:LeadingKeys"] = new JsonArray($"{options.KeyPrefix}*") },
            };
        }

        return Policy(statement);
    }

    private static string TableArn(DynamoDBStoreOptions options) => $"arn:aws:dynamodb:{options.Region ?? "*"}:*:table/{options.TableName}";

    private static JsonObject Statement(string id, IEnumerable<string> actions, IEnumerable<string> resources) => new()
    {
        ["Sid"] = id,
        ["Effect"] = "Allow",
        ["Action"] = new JsonArray([.. actions.Select(static action => JsonValue.Create(action))]),
        ["Resource"] = new JsonArray([.. resources.Select(static resource => JsonValue.Create(resource))]),
    };

    private static string Policy(JsonObject statement) => Text(new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(statement),
    });

    private static JsonArray KeySchema(string partitionKey, string sortKey) => new(
        new JsonObject { ["AttributeName"] = partitionKey, ["KeyType"] = "HASH" },
        new JsonObject { ["AttributeName"] = sortKey, ["KeyType"] = "RANGE" });

    private static JsonArray Array(IEnumerable<JsonObject> elements) => new([.. elements]);

    private static string Text(JsonObject json) => json.ToJsonString(s_indented);
}
