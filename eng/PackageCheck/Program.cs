using Durable.PackageCheck;

List<string> problems;
switch (args)
{
    case ["check", var folder, var dependencies]:
        problems = [.. PackageRules.Check(PackageFile.ReadAll(folder), AllowedDependencies.Read(dependencies))];
        break;
    case ["compare", var folder, var other]:
        problems = [.. PackageComparison.Compare(folder, other)];
        break;
    case ["symbols", var folder, var repository]:
        problems = [.. new SymbolRules(repository).Check(folder)];
        break;
    default:
        Console.Error.WriteLine(
            "Usage: check <folder of packages> <file of allowed dependencies> | compare <folder> <other folder> | symbols <folder of packages> <repository>");
        return 2;
}

const int Shown = 50;
foreach (var problem in problems.Take(Shown))
{
    Console.Error.WriteLine(problem);
}

Console.WriteLine(problems.Count == 0 ? $"{args[0]}: nothing to complain of" : $"{args[0]}: {problems.Count} problem(s)");
return problems.Count == 0 ? 0 : 1;
