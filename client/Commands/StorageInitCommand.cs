using System.CommandLine;
using System.CommandLine.Parsing;
using Durable.Storage;
using Durable.Storage.Tables;
using Durable.Terminals;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable storage init</c>.</summary>
internal sealed class StorageInitCommand : Command, IHasExamples
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
        Description = "Create nothing and connect to nothing; print cloudformation, terraform, deploy-policy or run-policy.",
        HelpName = "what",
    };

    private readonly CommonOptions _common;
    private readonly Terminal _terminal;

    public StorageInitCommand(CommonOptions common, Terminal terminal)
        : base("init", "Creates the table, on demand billing, if it is missing; or prints what creates it.")
    {
        _common = common;
        _terminal = terminal;
        _print.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "cloudformation", "terraform", "deploy-policy", "run-policy");
        foreach (var option in new Option[] { _table, _keyPrefix, _serviceUrl, _region, _profile, _noLists, _noTimeToLive, _print })
        {
            Add(option);
        }

        Validators.Add(RefuseServer);
        SetAction(RunAsync);
    }

    public string Examples => """
          durable storage init
          durable storage init --table orders --region eu-central-1
          durable storage init --print terraform
          durable storage init --print run-policy --key-prefix shop:
        """;

    // Taken in silence, an option that means nothing here would seem to mean something.
    private void RefuseServer(CommandResult command)
    {
        foreach (var option in _common.All.Where(option => command.GetResult(option) is { Implicit: false }))
        {
            command.AddError($"{option.Name} is for commands that ask a server, and this one asks DynamoDB: leave it out.");
        }
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
            throw new CommandFailure(ExitCode.Usage, invalid.FailureMessage);
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
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCode.Interrupted, "Interrupted.");
        }
        catch (CheckpointStoreException exception)
        {
            throw new CommandFailure(ExitCode.ServerError, exception.Message);
        }
        catch (Exception exception) when (exception is not OutputFailure)
        {
            throw new CommandFailure(ExitCode.ServerError, $"{options.TableName} cannot be created: {exception.Message}");
        }
    }
}
