using System.CommandLine;
using Durable.Storage;
using Durable.Storage.Tables;

namespace Durable.CommandLine.Commands;

/// <summary>Creates the table, or prints what creates it.</summary>
internal sealed class DynamoDBInit(TimeProvider timeProvider) : IStorageInit
{
    private readonly Option<string> _table = new("--table")
    {
        Description = "The table.",
        HelpName = "name",
        DefaultValueFactory = static _ => DynamoDBStoreOptions.DefaultTableName,
    };

    private readonly Option<string> _keyPrefix = new("--key-prefix")
    {
        Description = "The service's key prefix; it only narrows the run policy.",
        HelpName = "text",
    };

    private readonly Option<string> _serviceUrl = new("--dynamodb-endpoint") { Description = "Address of DynamoDB. Default: the region's own.", HelpName = "url" };

    private readonly Option<string> _region = new("--region") { Description = "The region. Default: what the AWS SDK finds.", HelpName = "name" };

    private readonly Option<string> _profile = new("--profile") { Description = "The profile of the shared AWS configuration.", HelpName = "name" };

    private readonly Option<bool> _noLists = new("--no-list-indexes") { Description = "Leave out the indexes for lists." };

    private readonly Option<bool> _noTimeToLive = new("--no-time-to-live") { Description = "Leave time-to-live off." };

    public string Kind => "dynamodb";

    public IReadOnlyList<string> Prints { get; } = ["cloudformation", "terraform", "deploy-policy", "run-policy"];

    public IReadOnlyList<Option> Options => [_table, _keyPrefix, _serviceUrl, _region, _profile, _noLists, _noTimeToLive];

    public async Task<string> RunAsync(ParseResult parsed, string? print, CancellationToken cancellationToken)
    {
        var options = new DynamoDBStoreOptions
        {
            TableName = parsed.GetRequiredValue(_table),
            KeyPrefix = parsed.GetValue(_keyPrefix) ?? "",
            ServiceUrl = parsed.GetValue(_serviceUrl),
            Region = parsed.GetValue(_region),
            Profile = parsed.GetValue(_profile),
            ListIndexes = !parsed.GetValue(_noLists),
            TimeToLive = !parsed.GetValue(_noTimeToLive),
        };
        if (new DynamoDBStoreOptionsValidator().Validate(name: null, options) is { Failed: true } invalid)
        {
            throw new CommandFailure(ExitCode.Usage, invalid.FailureMessage);
        }

        if (print is not null)
        {
            return Print(print, options);
        }

        using var client = DynamoDBClients.Create(options);
        var created = await DurableTable.CreateIfMissingAsync(client, options, timeProvider, cancellationToken);
        return created ? $"Created {options.TableName}." : $"{options.TableName} is there already; it was not changed.";
    }

    private static string Print(string what, DynamoDBStoreOptions options) => what switch
    {
        "cloudformation" => TableTemplates.CloudFormation(options),
        "terraform" => TableTemplates.Terraform(options),
        "deploy-policy" => TableTemplates.DeployPolicy(options),
        _ => TableTemplates.RunPolicy(options),
    };
}
