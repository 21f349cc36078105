using System.Diagnostics;
using System.Runtime.InteropServices;
using Durable.Silo.Hosting;

namespace Durable.Silo.Dev;

/// <summary>Runs the server as a child and starts it again when it crashes; what it ends with by itself is the end.</summary>
/// <param name="runChild">Runs the child to its end, and says its exit code.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="error">Where it tells what happened.</param>
internal sealed partial class Supervisor(Func<Task<int>> runChild, TimeProvider timeProvider, TextWriter error)
{
    /// <summary>The option that tells the child that it is one.</summary>
    public const string ChildOption = "--supervised";

    /// <summary>So many crashes in a row, each soon after the start, and there is no point in going on.</summary>
    public const int MaxEarlyCrashes = 5;

    private const int Interrupted = 130;
    private const int Terminated = 143;
    private static readonly TimeSpan s_early = TimeSpan.FromSeconds(3);

    /// <summary>One whose child has this process's command line.</summary>
    public static Supervisor OfThisCommand(TextWriter error) => new(static () => RunChildAsync(Command()), TimeProvider.System, error);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        for (var earlyCrashes = 0; ;)
        {
            var startedAt = timeProvider.GetTimestamp();
            var exitCode = await runChild();
            if (!IsCrash(exitCode))
            {
                return exitCode;
            }

            earlyCrashes = timeProvider.GetElapsedTime(startedAt) < s_early ? earlyCrashes + 1 : 0;
            if (earlyCrashes == MaxEarlyCrashes)
            {
                await error.WriteLineAsync(Invariant($"durable-server: The server crashed {MaxEarlyCrashes} times within {s_early.TotalSeconds} s of its start, the last time with exit code {exitCode}: it is not started again."));
                return ServerExitCode.Failed;
            }

            await error.WriteLineAsync(Invariant($"durable-server: The server was killed or crashed (exit code {exitCode}); it starts again."));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // A process that a signal ended has 128 and the signal's number; on Windows, a negative number.
    private static bool IsCrash(int exitCode) => exitCode is < 0 or > 128 and not (Interrupted or Terminated);

    private static ProcessStartInfo Command()
    {
        var args = Environment.GetCommandLineArgs();
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(args[0]);
        }

        // What was reset once is not to be reset at each start.
        foreach (var arg in args.Skip(1).Where(static arg => arg is not ("--supervise" or "--reset")))
        {
            start.ArgumentList.Add(arg);
        }

        start.ArgumentList.Add(ChildOption);
        return start;
    }

    private static async Task<int> RunChildAsync(ProcessStartInfo command)
    {
        using var child = Process.Start(command) ?? throw new InvalidOperationException("The server was not started.");

        // A terminal interrupts both processes; who stops one that is supervised means the other.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            if (!OperatingSystem.IsWindows())
            {
                _ = Kill(child.Id, Terminated - 128);
            }
        });
        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
