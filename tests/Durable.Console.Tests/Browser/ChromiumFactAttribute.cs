using Durable.Testing;

namespace Durable.WebConsole.Tests.Browser;

/// <summary>A test that needs a browser: the Chromium that the machine has. None is fetched; the full run has one (eng/install-servers.sh), and fails without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public const string Path = "/usr/bin/chromium";

    public ChromiumFactAttribute() => Skip = FullRun.IsOn || File.Exists(Path) ? null : $"Needs Chromium at {Path}: apt-get install chromium.";
}
