using System.Diagnostics.CodeAnalysis;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Grains.Tests.Processes;

/// <summary>Silos in processes of their own over a real DynamoDB table: one is killed under load, one is asked to stop, others join.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "xunit disposes asynchronously.")]
public sealed class ClusterProcessTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<SiloProcess> _silos = [];
    private readonly HashSet<(string Execution, string Step)> _finished = [];
    private readonly Dictionary<string, int> _linesSeen = [];
    private DynamoDBStoreOptions _options = null!;

    public async Task InitializeAsync() => _options = await TestDynamoDB.OptionsAsync();

    public Task DisposeAsync()
    {
        _silos.ForEach(static silo => silo.Dispose());
        _directory.Dispose();
        return Task.CompletedTask;
    }

    [FullFact]
    public async Task Whatever_becomes_of_silos_every_execution_ends_and_nothing_runs_again_that_must_not()
    {
        var primary = await AddSiloAsync();
        var victim = await AddSiloAsync();
        var leaver = await AddSiloAsync();
        using var app = await ConnectAsync();
        using var load = new ClusterLoad(app.Services.GetRequiredService<IDurableClient>());
        load.Begin();
        await load.WhenStartedAsync(60);

        await NoteFinishedAsync();
        await victim.KillAsync();
        await load.WhenStartedAsync(60);
        AssertNothingFinishedRanAgain();

        await NoteFinishedAsync();
        Assert.Equal(0, await leaver.TerminateAsync().WaitAsync(s_patience));
        await load.WhenStartedAsync(60);
        AssertNothingFinishedRanAgain();

        await AddSiloAsync();
        await NoteFinishedAsync();
        await load.WhenStartedAsync(60);
        await load.EndAsync().WaitAsync(s_patience);

        AssertNothingFinishedRanAgain();
        var heads = await ReadAsync();
        Assert.Subset(heads.Select(static head => head.Id).ToHashSet(), load.Started.Keys.ToHashSet());
        Assert.All(heads, static head => Assert.Equal(ExecutionStatus.Succeeded, head.Status));
        Assert.All(Journal().Where(static line => line.IsOnce).CountBy(static line => line.Step), static count => Assert.Equal(1, count.Value));
        Assert.Equal(0, await primary.TerminateAsync().WaitAsync(s_patience));
    }

    private async Task<SiloProcess> AddSiloAsync()
    {
        var silo = await SiloProcess.StartAsync(_options, _directory.File($"{_silos.Count}.journal"), _silos.FirstOrDefault());
        _silos.Add(silo);
        return silo;
    }

    private async Task<IHost> ConnectAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleansClient(client => client
            .UseStaticClustering([.. _silos.Select(static silo => silo.Gateway)])
            .Configure<Orleans.Configuration.ClusterOptions>(static cluster => (cluster.ClusterId, cluster.ServiceId) = ("durable", "durable"))
            .AddDurableExecutions());
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    // What the table says has finished by now must not begin again from here on.
    private async Task NoteFinishedAsync()
    {
        await using var store = DynamoDBCheckpointStore.Open(_options);
        foreach (var head in await ReadAsync())
        {
            var stored = (await store.LoadAsync(head.Id))!;
            _finished.UnionWith(StoredHistory.Of(stored)
                .Where(static e => e.EventType == HistoryEventType.StepSucceeded)
                .Select(e => (head.Id.ToString(), e.Id!)));
        }

        foreach (var silo in _silos)
        {
            _linesSeen[silo.JournalPath] = Read(silo.JournalPath).Count;
        }
    }

    private void AssertNothingFinishedRanAgain() => Assert.All(
        _silos.SelectMany(silo => Read(silo.JournalPath).Skip(_linesSeen.GetValueOrDefault(silo.JournalPath))),
        line => Assert.DoesNotContain(line.Step, _finished));

    private async Task<IReadOnlyList<ExecutionHead>> ReadAsync()
    {
        await using var store = DynamoDBCheckpointStore.Open(_options);
        List<ExecutionHead> heads = [];
        var query = new ExecutionQuery { PageSize = ExecutionQuery.MaxPageSize };
        do
        {
            var page = await store.ListAsync(query);
            heads.AddRange(page.Heads);
            query = query with { Marker = page.NextMarker };
        }
        while (query.Marker is not null);

        return heads;
    }

    private IEnumerable<((string Execution, string Step) Step, bool IsOnce)> Journal() => _silos.SelectMany(static silo => Read(silo.JournalPath));

    // The last line of a killed process may be cut off; one that still runs is writing.
    private static List<((string Execution, string Step) Step, bool IsOnce)> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n')[..^1].Select(static line => line.Split(' ')).Select(static parts => ((parts[0], parts[1]), parts[3] == "once"))];
    }
}
