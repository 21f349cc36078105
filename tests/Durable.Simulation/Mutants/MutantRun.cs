using System.Diagnostics;

namespace Durable.Simulation.Mutants;

/// <summary>Builds a copy of the sources with each mutant in turn, and runs the simulator there.</summary>
/// <param name="seeds">How many seeds a mutant may survive before it counts as not found.</param>
/// <param name="only">Leaves out mutants whose names do not contain this; null for none.</param>
internal sealed class MutantRun(int seeds, string? only)
{
    private static readonly string[] s_copied = ["src", "tests/Durable.Testing.Shared", "tests/Durable.Simulation", "eng"];

    /// <summary>Prints a line of a table for each.</summary>
    /// <returns>How many were not found.</returns>
    public async Task<int> RunAsync(TextWriter output)
    {
        var copy = Directory.CreateTempSubdirectory("durable-mutants-").FullName;
        try
        {
            Copy(copy);
            var survivors = 0;
            await output.WriteLineAsync("| Mutant | Found by |\n|---|---|");
            foreach (var mutant in Mutant.ReadAll().Where(mutant => only is null || mutant.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
            {
                var verdict = await JudgeAsync(mutant, copy);
                survivors += verdict is null ? 1 : 0;
                await output.WriteLineAsync($"| {mutant.Name} | {verdict ?? $"**not found in {seeds} seeds**"} |");
                await output.FlushAsync();
            }

            return survivors;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private async Task<string?> JudgeAsync(Mutant mutant, string copy)
    {
        var takeBack = mutant.Make(copy);
        try
        {
            var project = Path.Combine(copy, "tests", "Durable.Simulation");
            var built = await DotnetAsync($"build {project} -c Release --nologo -v q -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false", copy);
            if (built.ExitCode != 0)
            {
                throw new InvalidOperationException($"'{mutant.Name}' does not compile.{Environment.NewLine}{built.Output}");
            }

            var run = await DotnetAsync($"run --project {project} -c Release --no-build -- soak --seeds {seeds}", copy);
            var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return run.ExitCode == 0 ? null : $"{lines[0].Split('.')[0]}: {lines[1]}";
        }
        finally
        {
            takeBack();
        }
    }

    private static async Task<(int ExitCode, string Output)> DotnetAsync(string arguments, string directory)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await error + await output);
    }

    private static void Copy(string target)
    {
        var files = Directory.EnumerateFiles(Mutant.Root)
            .Concat([Path.Combine(Mutant.Root, "tests", "Directory.Build.props")])
            .Concat(s_copied.SelectMany(static directory => Directory.EnumerateFiles(Path.Combine(Mutant.Root, directory), "*", SearchOption.AllDirectories)));
        foreach (var file in files.Where(static file => !IsBuilt(file)))
        {
            var copied = Path.Combine(target, Path.GetRelativePath(Mutant.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copied)!);
            File.Copy(file, copied);
        }
    }

    private static bool IsBuilt(string file) => file.Split(Path.DirectorySeparatorChar) is var parts && (parts.Contains("bin") || parts.Contains("obj"));
}
