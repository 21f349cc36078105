using System.CommandLine;
using System.Diagnostics;
using Durable.Simulation.Mutants;
using Durable.Simulation.Worlds;

var seed = new Argument<int>("seed") { Description = "The seed." };
var replay = new Command("replay", "Runs one seed, as it ran before, and says what it came to.") { seed };
replay.SetAction(parsed => Try(() =>
{
    var one = parsed.GetValue(seed);
    Console.WriteLine(Scenario.Of(one / SeedCheck.SeedsPerScenario));
    Console.WriteLine(SeedCheck.Run(one));
}));

var first = new Option<int>("--first") { Description = "The first seed.", DefaultValueFactory = static _ => 0 };
var seeds = new Option<int>("--seeds") { Description = "How many seeds at most.", DefaultValueFactory = static _ => int.MaxValue };
var minutes = new Option<double>("--minutes") { Description = "How long at most.", DefaultValueFactory = static _ => 60 };
var soak = new Command("soak", "Runs seeds until time is up, or one fails.") { first, seeds, minutes };
soak.SetAction(parsed => Try(() =>
{
    var begun = Stopwatch.GetTimestamp();
    var report = SeedRange.Run(
        parsed.GetValue(first),
        parsed.GetValue(seeds),
        TimeSpan.FromMinutes(parsed.GetValue(minutes)),
        static report =>
        {
            if (report.Seeds % 10_000 == 0)
            {
                Console.WriteLine(report);
            }
        });
    Console.WriteLine($"{report}, {Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s");
}));

var each = new Option<int>("--seeds") { Description = "How many seeds each may survive.", DefaultValueFactory = static _ => 10_000 };
var only = new Option<string?>("--only") { Description = "A part of the names of those that are tried." };
var mutants = new Command("mutants", "Puts known bugs into a copy of the product, one by one, and sees whether they are found.") { each, only };
mutants.SetAction(async (parsed, _) => await new MutantRun(parsed.GetValue(each), parsed.GetValue(only)).RunAsync(Console.Out) == 0 ? 0 : 1);

return await new RootCommand("Runs the engine in simulated worlds in which all goes wrong that can.") { replay, soak, mutants }.Parse(args).InvokeAsync();

static int Try(Action run)
{
    try
    {
        run();
        return 0;
    }
    catch (Exception exception)
    {
        Console.Error.WriteLine(exception is SeedFailedException or ViolationException ? exception.Message : exception.ToString());
        return 1;
    }
}
