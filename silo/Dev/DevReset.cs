using Durable.Silo.Hosting;
using Durable.Storage;

namespace Durable.Silo.Dev;

/// <summary><c>--reset</c>: empties the database before the server starts.</summary>
internal static class DevReset
{
    /// <returns>Why it could not be emptied; null when it is.</returns>
    public static StartFailure? Run(ServerOptions options)
    {
        try
        {
            SqliteDatabase.Delete(options.DataPath);
            return null;
        }
        catch (CheckpointStoreException exception)
        {
            return StartFailure.From(exception, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new StartFailure(ServerExitCode.DatabaseUnusable, $"--reset cannot empty {options.DataPath}: {exception.Message}");
        }
    }
}
