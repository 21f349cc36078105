using System.Globalization;

namespace Durable.Chaos;

/// <summary>What a run is to do.</summary>
internal sealed record ChaosOptions
{
    public const string Usage =
        "Usage: durable-chaos [--host embedded|cluster] [--store dynamodb|postgres] [--seed N] [--executions N] [--kills N] [--callers N] [--minutes N]";

    /// <summary>Decides which faults come when. What the operating system makes of them is its own affair.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether silos over a store that they share are under test, rather than one embedded host over SQLite.</summary>
    public bool IsCluster { get; init; }

    /// <summary>Whether a cluster shares PostgreSQL, rather than DynamoDB Local.</summary>
    public bool IsPostgreSQL { get; init; }

    /// <summary>What is under test, for the report.</summary>
    public string Host => !IsCluster ? "embedded, SQLite" : IsPostgreSQL ? "cluster, PostgreSQL" : "cluster, DynamoDB";

    /// <summary>How many executions are started at least; more, while there are still processes to be killed.</summary>
    public int Executions { get; init; } = 1_000;

    /// <summary>How often a process is killed.</summary>
    public int Kills { get; init; } = 20;

    /// <summary>How many executions are asked for at once.</summary>
    public int Callers { get; init; } = 64;

    /// <summary>After so long no further fault comes and no execution is started.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The arguments of this very run.</summary>
    public string Replay => string.Create(
        CultureInfo.InvariantCulture,
        $"dotnet run --project tests/Durable.Chaos -- --host {(IsCluster ? "cluster" : "embedded")} --store {(IsPostgreSQL ? "postgres" : "dynamodb")} --seed {Seed} --executions {Executions} --kills {Kills} --callers {Callers} --minutes {Limit.TotalMinutes}");

    /// <summary>Reads the command line.</summary>
    /// <returns>Null when it is not understood.</returns>
    public static ChaosOptions? Parse(string[] arguments)
    {
        var options = new ChaosOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || options.With(arguments[i], arguments[i + 1]) is not { } changed)
            {
                return null;
            }

            options = changed;
        }

        return options;
    }

    private ChaosOptions? With(string name, string value) => (name, value) switch
    {
        ("--host", "embedded") => this with { IsCluster = false },
        ("--host", "cluster") => this with { IsCluster = true },
        ("--store", "dynamodb") => this with { IsPostgreSQL = false },
        ("--store", "postgres") => this with { IsPostgreSQL = true },
        _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? With(name, number) : null,
    };

    private ChaosOptions? With(string name, int number) => name switch
    {
        "--seed" => this with { Seed = number },
        "--executions" => this with { Executions = number },
        "--kills" => this with { Kills = number },
        "--callers" when number > 0 => this with { Callers = number },
        "--minutes" => this with { Limit = TimeSpan.FromMinutes(number) },
        _ => null,
    };
}
