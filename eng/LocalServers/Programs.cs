namespace Durable.LocalServers;

/// <summary>Finds programs as a shell would.</summary>
internal static class Programs
{
    /// <summary>Path of a program; null if it is not installed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="home">Environment variable that names its installation, which comes before PATH.</param>
    public static string? Find(string name, string? home = null)
    {
        string[] names = OperatingSystem.IsWindows() ? [$"{name}.exe", $"{name}.cmd"] : [name];
        IEnumerable<string> directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (home is not null && Environment.GetEnvironmentVariable(home) is { Length: > 0 } installed)
        {
            directories = directories.Prepend(Path.Combine(installed, "bin"));
        }

        return directories.SelectMany(directory => names.Select(file => Path.Combine(directory, file))).FirstOrDefault(File.Exists);
    }
}
