using System.Globalization;

namespace Durable.Bench;

/// <summary>Reads the arguments. The face is stable, so that numbers can be compared over time.</summary>
internal static class CommandLine
{
    private const string Usage =
        "usage: <scenario> [--host embedded|orleans] [--store memory|sqlite|postgres|dynamodb] [--branches N] [--steps N] [--shape steps|branches|races] [--executions N] "
        + "[--callers N] [--stored N] [--store-delay MS] [--data DIRECTORY] [--telemetry] --json; scenarios: resume, sequential, throughput, floor, fanout, replay, store, sleepers, overload, neighbour";

    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        if (args.Count == 0 || args[0].StartsWith('-'))
        {
            throw Refuse("name a scenario first");
        }

        var options = new BenchOptions { Scenario = args[0] };
        for (var i = 1; i < args.Count; i++)
        {
            if (args[i] is "--json" or "--telemetry")
            {
                options = args[i] == "--json" ? options with { Json = true } : options with { Telemetry = true };
                continue;
            }

            var value = i + 1 < args.Count ? args[i + 1] : throw Refuse($"{args[i]} is unknown or lacks its value");
            options = With(options, args[i], value);
            i++;
        }

        return options;
    }

    private static BenchOptions With(BenchOptions options, string option, string value) => option switch
    {
        "--host" => options with { Host = value },
        "--store" => options with { Store = value },
        "--data" => options with { DataDirectory = Path.GetFullPath(value) },
        "--branches" => options with { Branches = Count(option, value) },
        "--shape" => options with { Shape = Shape(option, value) },
        "--steps" => options with { Steps = Count(option, value) },
        "--executions" => options with { Executions = Count(option, value) },
        "--callers" => options with { Callers = Count(option, value) },
        "--stored" => options with { Stored = Count(option, value) },
        "--store-delay" => options with { StoreDelay = Milliseconds(option, value) },
        _ => throw Refuse($"{option} is unknown"),
    };

    private static ReplayShape Shape(string option, string value) => value switch
    {
        "steps" => ReplayShape.Steps,
        "branches" => ReplayShape.Branches,
        "races" => ReplayShape.Races,
        _ => throw Refuse($"{option} is '{value}'; it must be steps, branches or races"),
    };

    private static int Count(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? count
            : throw Refuse($"{option} is '{value}'; it must be a whole number from 1");

    private static TimeSpan Milliseconds(string option, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= 60_000
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw Refuse($"{option} is '{value}'; it must be milliseconds from 0 to 60000");

    private static BenchException Refuse(string what) => new($"{what}. {Usage}", BenchException.Unavailable);
}
