using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Durable.AspNetCore.Health;
using Durable.Silo.Hosting;

namespace Durable.Server.Tests.Helm;

/// <summary>The chart, as far as it can be checked without Helm.</summary>
public sealed partial class ChartFileTests
{
    // Milliseconds.
    private const int Patience = 10_000;

    private static readonly string s_deployment = ChartFiles.Text("templates/deployment.yaml");

    [Fact]
    public void The_default_values_fit_their_schema() => Assert.Empty(ChartFiles.Problems(ChartFiles.Values()));

    [Theory]
    [InlineData("replicas=0")]
    [InlineData("replica=2")]
    [InlineData("store.dynamodb.table=\"a b\"")]
    [InlineData("store.postgres.schema=\"A\"")]
    [InlineData("store.postgres.pooler=\"session\"")]
    [InlineData("functions=[\"MyFunctions.dll\"]")]
    [InlineData("times.drainSeconds=0")]
    [InlineData("logLevel=\"loud\"")]
    [InlineData("auth.jwt.authority=\"https://login.example\"")]
    [InlineData("auth.jwt.audience=\"durable\"")]
    [InlineData("auth.jwt.authority=\"http://login.example\"", "auth.jwt.audience=\"durable\"")]
    [InlineData("auth.apiKeys.generate=true", "auth.apiKeys.existingSecret=\"keys\"")]
    [InlineData("console.oidc.authority=\"https://login.example\"")]
    [InlineData("console.oidc.clientId=\"durable\"")]
    [InlineData("console.oidc.existingSecret=\"oidc\"")]
    [InlineData("console.oidc.authority=\"http://login.example\"", "console.oidc.clientId=\"durable\"")]
    [InlineData("console.oidc.scopes=\"profile\"")]
    [InlineData("console.enabled=false", "console.keysClaim=\"keys\"")]
    [InlineData("console.enabled=false", "console.oidc.authority=\"https://login.example\"", "console.oidc.clientId=\"durable\"")]
    [InlineData("tls.terminatedInFront=true", "tls.existingSecret=\"tls\"")]
    [InlineData("serviceAccount.create=false")]
    [InlineData("networkPolicy.enabled=false", "networkPolicy.gatewayClients={\"app\":\"api\"}")]
    public void Values_that_make_no_sense_do_not_fit_the_schema(params string[] changes) => Assert.NotEmpty(ChartFiles.Problems(ChartFiles.Values(changes)));

    [Theory]
    [InlineData("auth.jwt.authority=\"https://login.example\"", "auth.jwt.audience=\"durable\"")]
    [InlineData("auth.apiKeys.existingSecret=\"keys\"", "tls.existingSecret=\"tls\"", "functions=[\"/functions/MyFunctions.dll\"]")]
    [InlineData("store.postgres.existingSecret=\"pg\"", "store.postgres.schema=\"shop\"", "store.postgres.pooler=\"transaction\"")]
    [InlineData("networkPolicy.gatewayClients={\"app\":\"api\"}")]
    [InlineData("console.enabled=false")]
    [InlineData("console.oidc.authority=\"https://login.example/ops\"", "console.oidc.clientId=\"durable\"", "console.oidc.existingSecret=\"oidc\"", "console.keysClaim=\"keys\"")]
    public void Values_that_make_sense_fit_the_schema(params string[] changes) => Assert.Empty(ChartFiles.Problems(ChartFiles.Values(changes)));

    [Fact]
    public void Nobody_is_let_in_by_default()
    {
        var values = ChartFiles.Values();
        Assert.All(
            (JsonNode?[])[values["auth"]!["apiKeys"]!["existingSecret"], values["auth"]!["jwt"]!["authority"], values["tls"]!["existingSecret"]],
            static value => Assert.Equal("", value!.GetValue<string>()));
        Assert.False(values["auth"]!["apiKeys"]!["generate"]!.GetValue<bool>() || values["tls"]!["terminatedInFront"]!.GetValue<bool>());
    }

    [Fact]
    public void Every_value_that_a_template_asks_for_is_among_the_defaults()
    {
        var values = ChartFiles.Values();
        var asked = ChartFiles.Templates.SelectMany(static path => ValuePath().Matches(File.ReadAllText(path)).Select(static match => match.Groups["path"].Value)).Distinct();
        Assert.All(asked, path => Assert.NotNull(path.Split('.').Aggregate((JsonNode?)values, static (node, member) => node?[member])));
    }

    [Fact]
    public void Every_block_of_a_template_is_ended() => Assert.All(ChartFiles.Templates, static path =>
    {
        var text = File.ReadAllText(path);
        Assert.Equal(BlockBegin().Count(text), BlockEnd().Count(text));
    });

    [Fact]
    public void Every_option_is_one_of_the_servers()
    {
        var root = new RootCommand();
        new ServerCommandOptions().AddTo(root);
        var used = OptionName().Matches(s_deployment).Select(static match => match.Value).ToList();

        Assert.Contains("--drain-timeout", used);
        Assert.Empty(used.Except(root.Options.Select(static option => option.Name)));
    }

    [Fact]
    public void Ports_and_paths_are_the_servers()
    {
        Assert.Equal(
            [ServerOptions.DefaultPort, ClusterServerOptions.DefaultSiloPort, ClusterServerOptions.DefaultGatewayPort],
            Port().Matches(s_deployment).Select(static match => int.Parse(match.Groups["port"].Value)));
        Assert.Equal(
            [HealthEndpoints.LivePath, HealthEndpoints.LivePath, HealthEndpoints.ReadyPath],
            ProbePath().Matches(s_deployment).Select(static match => match.Groups["path"].Value));
        Assert.Equal(ServerOptions.DefaultPort, ChartFiles.Values()["service"]!["port"]!.GetValue<int>());
    }

    [Fact]
    public void Times_are_the_servers()
    {
        Assert.Contains($"add .Values.times.drainSeconds {ServerOptions.SecondsAfterDrain}", ChartFiles.Text("templates/_helpers.tpl"), StringComparison.Ordinal);
        Assert.Contains(ServerOptions.GraceVariable, s_deployment, StringComparison.Ordinal);
        Assert.Equal(ServerOptions.DefaultDrainSeconds, ChartFiles.Values()["times"]!["drainSeconds"]!.GetValue<int>());
        Assert.Equal(ClusterServerOptions.DefaultLeaseSeconds, ChartFiles.Values()["leaseSeconds"]!.GetValue<int>());
    }

    [GeneratedRegex(@"\.Values\.(?<path>[\w.]+)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ValuePath();

    [GeneratedRegex(@"\{\{-?\s*(if|with|range|define)\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex BlockBegin();

    [GeneratedRegex(@"\{\{-?\s*end\s*-?\}\}", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex BlockEnd();

    [GeneratedRegex(@"(?<=^ +- )--[a-z-]+$", RegexOptions.Multiline, Patience)]
    private static partial Regex OptionName();

    [GeneratedRegex(@"containerPort: (?<port>\d+)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Port();

    [GeneratedRegex(@"path: (?<path>/health/\w+)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ProbePath();
}
