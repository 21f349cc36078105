using System.Reflection;
using Durable.Silo.Hosting;
using Durable.Silo.WebConsole;

namespace Durable.Silo.Dev;

/// <summary>What is said when the server has started: where it is, what it keeps, what it runs, and what to try. Fits 80 columns.</summary>
/// <param name="Options">The server.</param>
/// <param name="Http">Where it serves HTTP.</param>
/// <param name="Gateway">Where client apps reach the silo; null where it is none.</param>
/// <param name="Functions">The functions it runs.</param>
/// <param name="Kept">What an earlier process left.</param>
/// <param name="HasKeys">Whether keys are read.</param>
internal sealed record DevBanner(
    ServerOptions Options, string Http, string? Gateway, IReadOnlyCollection<string> Functions, KeptExecutions Kept, bool HasKeys)
{
    private const int FunctionsNamed = 4;

    /// <summary>The keys that are read.</summary>
    public static string Keys(bool hasDemo) => Line("Keys", $"{(hasDemo ? "d  run the demo    " : "")}k  kill this process    q  stop");

    public IEnumerable<string> Lines
    {
        get
        {
            yield return $"durable-server {Version} for development";
            yield return Line("HTTP API", $"{Http}   no sign-in: this machine only");
            if (Options.HasConsole)
            {
                yield return Line("Console", $"{Http}{ServerConsole.Path}   in a browser");
            }

            if (Gateway is not null)
            {
                yield return Line("Cluster", $"{Gateway}   a silo; client apps connect to its gateway here");
            }

            yield return Line("Store", Options.IsForgetful ? "memory   lost when this process ends" : Home(Options.StoreDescription));
            if (!Options.IsForgetful)
            {
                yield return Line("", "kept between starts; --reset empties it, --memory keeps nothing");
            }

            foreach (var line in Kept.Lines)
            {
                yield return Line("", line);
            }

            yield return Line("Functions", Named());
            if (Options.FunctionPaths.Count == 0)
            {
                yield return Line("", "the samples; yours: --functions MyFunctions.dll");
            }

            yield return Line("Try", Start());
            if (HasKeys)
            {
                yield return Keys(Options.HasDemo);
            }
        }
    }

    private static string Version =>
        typeof(DevBanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string Line(string label, string text) => $"  {label,-10} {text}";

    private static string Home(string path)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 1 && path.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? $"~{path[home.Length..]}" : path;
    }

    private IEnumerable<string> InOrder => Functions.Order(StringComparer.Ordinal);

    private string Named()
    {
        var more = Functions.Count > FunctionsNamed ? Invariant($" and {Functions.Count - FunctionsNamed:N0} more") : "";
        return string.Join(", ", InOrder.Take(FunctionsNamed)) + more;
    }

    private string Start()
    {
        var endpoint = Options.Port == ServerOptions.DefaultPort ? "" : $" --endpoint {Http}";
        var sample = Functions.Contains("hello") && Options.FunctionPaths.Count == 0;
        return sample
            ? $"durable start hello --input '\"Ada\"' --wait{endpoint}"
            : $"durable start {InOrder.First()} --input JSON --wait{endpoint}";
    }
}
