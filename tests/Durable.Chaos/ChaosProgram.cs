using Durable.DynamoDBLocal;
using Durable.PostgreSQLLocal;

namespace Durable.Chaos;

/// <summary>A whole run, with all it needs and leaves behind.</summary>
internal static class ChaosProgram
{
    /// <summary>Runs.</summary>
    /// <returns>What went wrong.</returns>
    /// <exception cref="DynamoDBLocalException">A cluster over DynamoDB is asked for and there is none.</exception>
    /// <exception cref="PostgreSQLLocalException">A cluster over PostgreSQL is asked for and there is none.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(ChaosOptions options, TextWriter output)
    {
        var directory = Directory.CreateTempSubdirectory("durable-chaos-journal-");
        try
        {
            using var journal = new EffectJournal(Path.Combine(directory.FullName, "effects.journal"));
            return options.IsCluster ? await RunOnClusterAsync(options, journal, output) : await RunEmbeddedAsync(options, journal, output);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<string>> RunEmbeddedAsync(ChaosOptions options, EffectJournal journal, TextWriter output)
    {
        using var disk = await ChaosDisk.CreateAsync();
        await using var target = new EmbeddedTarget(disk, journal);
        var problems = await new ChaosRun(options, target, journal, output).RunAsync();
        return [.. problems, .. journal.FindStepsBack()];
    }

    private static async Task<IReadOnlyList<string>> RunOnClusterAsync(ChaosOptions options, EffectJournal journal, TextWriter output)
    {
        await using IChaosStore store = options.IsPostgreSQL ? await PostgreSQLChaosStore.StartAsync() : await DynamoDBChaosStore.StartAsync();
        await using var target = new ClusterTarget(store, journal);
        return await new ChaosRun(options, target, journal, output).RunAsync();
    }
}
