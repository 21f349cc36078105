using Durable.ConformancePage;
using Durable.Testing.Conformance.Page;

if (args is not [var directory, var page])
{
    Console.Error.WriteLine("Usage: <directory with .trx files> <page to write>");
    return 2;
}

var results = TestResults.Read(directory);
if (results.Passed.Count == 0)
{
    Console.Error.WriteLine($"There are no results of the conformance suite in '{directory}'.");
    return 1;
}

File.WriteAllText(page, ConformancePage.Render(results.Passed, results.Summary));
Console.WriteLine($"{page}: {results.Summary}");
return results.Failures == 0 ? 0 : 1;
