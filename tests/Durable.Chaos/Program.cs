// Chaos on real processes: executions with side effects, while processes are killed and stopped, disks filled, and stores cut off.
using Durable.Chaos;

if (ChaosOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(ChaosOptions.Usage);
    return 2;
}

var problems = await ChaosProgram.RunAsync(options, Console.Out);
foreach (var problem in problems.Take(20))
{
    await Console.Error.WriteLineAsync(problem);
}

return problems.Count == 0 ? 0 : 1;
