using System.Text.Json;
using Durable.Bench;
using Durable.Bench.Scenarios;

// One line of results on standard output and nothing else there; everything for a reader's eyes goes to standard error.
try
{
    var options = CommandLine.Parse(args);
    var scenario = BenchScenarios.Get(options.Scenario);
    await using var environment = await BenchEnvironment.OpenAsync(options);
    var report = await scenario.RunAsync(environment);
    var result = ResultLine.Of(report, environment);
    Console.Out.WriteLine(options.Json ? result.ToJsonString() : result.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    return 0;
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return exception.ExitCode;
}
