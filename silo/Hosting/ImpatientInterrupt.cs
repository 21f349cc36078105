using System.Runtime.InteropServices;

namespace Durable.Silo.Hosting;

/// <summary>Ends the process at once on Ctrl+C. Armed when the server is stopping already: a second one means that it takes too long.</summary>
internal static class ImpatientInterrupt
{
    // As shells have it.
    private const int ExitCode = 130;

    private static PosixSignalRegistration? s_registration;

    // What was cut off goes on after the next start, as after a crash.
    public static void Arm() => s_registration ??= PosixSignalRegistration.Create(PosixSignal.SIGINT, static _ => Environment.Exit(ExitCode));
}
