using System.CommandLine;
using System.CommandLine.Parsing;
using Durable.Storage;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line for <c>--store dynamodb</c>.</summary>
internal sealed class DynamoDBCommandOptions : KindCommandOptions
{
    private readonly Option<bool> _local = new("--dynamodb-local")
    {
        Description = "Start a DynamoDB Local and use it. It is fetched on first use, needs Java, and forgets everything when the server stops.",
    };

    private readonly Option<string> _endpoint = new("--dynamodb-endpoint")
    {
        Description = "Address of DynamoDB, such as http://localhost:8000. Default: the region's own.",
        HelpName = "url",
    };

    private readonly Option<string> _region = new("--dynamodb-region")
    {
        Description = "The region. Default: what the AWS SDK finds in environment, profile or instance.",
        HelpName = "name",
    };

    private readonly Option<string> _profile = new("--dynamodb-profile")
    {
        Description = "The profile of the shared AWS configuration. Default: the AWS SDK's own chain.",
        HelpName = "name",
    };

    private readonly Option<string> _table = new("--dynamodb-table")
    {
        Description = "The table.",
        HelpName = "name",
        DefaultValueFactory = static _ => DynamoDBStoreOptions.DefaultTableName,
    };

    private readonly Option<string> _keyPrefix = new("--dynamodb-key-prefix")
    {
        Description = "Comes before every partition key, so that services can share a table. Default: none.",
        HelpName = "text",
    };

    private readonly Option<bool> _createTable = new("--dynamodb-create-table")
    {
        Description = "Create the table when it is missing. For development; 'durable storage init' shows the definitions for anything else.",
    };

    private readonly Option<bool> _noLists = new("--dynamodb-no-list-indexes")
    {
        Description = "The table has no indexes for lists ('durable storage init --no-list-indexes'): all works but lists.",
    };

    public DynamoDBCommandOptions()
        : base("dynamodb")
    {
    }

    protected override Option[] All => [_local, _endpoint, _region, _profile, _table, _keyPrefix, _createTable, _noLists];

    public DynamoDBServerOptions Read(ParseResult parsed) => new()
    {
        Local = parsed.GetValue(_local),
        Endpoint = parsed.GetValue(_endpoint),
        Region = parsed.GetValue(_region),
        Profile = parsed.GetValue(_profile),
        Table = parsed.GetRequiredValue(_table),
        KeyPrefix = parsed.GetValue(_keyPrefix) ?? "",
        CreateTable = parsed.GetValue(_createTable),
        ListIndexes = !parsed.GetValue(_noLists),
    };

    protected override void RequireMore(CommandResult command, bool isChosen)
    {
        if (command.GetValue(_local) && Array.Find([_endpoint, _region, _profile], option => command.GetResult(option) is not null) is { } other)
        {
            command.AddError($"--dynamodb-local starts a DynamoDB of its own, and {other.Name} names another: leave one of the two out.");
        }
    }
}
