using System.CommandLine;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Durable.Storage;
using Durable.Storage.Tables;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable storage init</c>.</summary>
internal sealed class StorageCommand : Command
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

    private readonly Option<string> _print = new("--print")
    {
        Description = "Create nothing and ask nobody; print cloudformation, terraform, deploy-policy or run-policy.",
        HelpName = "what",
    };

    private readonly Terminal _terminal;

    public StorageCommand(Terminal terminal)
        : base("storage", "Makes the DynamoDB table that servers keep executions in.")
    {
        _terminal = terminal;
        _print.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "cloudformation", "terraform", "deploy-policy", "run-policy");
        var init = new Command("init", "Creates the table, on demand billing, if it is missing; or prints what creates it.");
        foreach (var option in new Option[] { _table, _keyPrefix, _serviceUrl, _region, _profile, _noLists, _noTimeToLive, _print })
        {
            init.Add(option);
        }

        init.SetAction(RunAsync);
        Add(init);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
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
            await _terminal.Error.WriteLineAsync($"durable: {invalid.FailureMessage}");
            return ExitCode.Usage;
        }

        if (parsed.GetValue(_print) is { } what)
        {
            await _terminal.Output.WriteLineAsync(Print(what, options));
            return ExitCode.Ok;
        }

        return await CreateAsync(options, cancellationToken);
    }

    private static string Print(string what, DynamoDBStoreOptions options) => what.ToLowerInvariant() switch
    {
        "cloudformation" => TableTemplates.CloudFormation(options),
        "terraform" => TableTemplates.Terraform(options),
        "deploy-policy" => TableTemplates.DeployPolicy(options),
        _ => TableTemplates.RunPolicy(options),
    };

    private async Task<int> CreateAsync(DynamoDBStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var client = DynamoDBClients.Create(options);
            var created = await DurableTable.CreateIfMissingAsync(client, options, _terminal.TimeProvider, cancellationToken);
            await _terminal.Output.WriteLineAsync(created ? $"Created {options.TableName}." : $"{options.TableName} is there already; it was not changed.");
            return ExitCode.Ok;
        }
        catch (CheckpointStoreException exception)
        {
            await _terminal.Error.WriteLineAsync($"durable: {exception.Message}");
            return ExitCode.ServerError;
        }
        catch (Exception exception) when (exception is AmazonDynamoDBException or AmazonClientException or HttpRequestException)
        {
            await _terminal.Error.WriteLineAsync($"durable: {options.TableName} cannot be created: {exception.Message}");
            return ExitCode.ServerError;
        }
    }
}
