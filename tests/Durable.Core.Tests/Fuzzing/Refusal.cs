using Durable.Storage;

namespace Durable.Core.Tests.Fuzzing;

/// <summary>Whether code refuses what it is given in the way it has promised to; anything else it throws is the test's failure.</summary>
internal static class Refusal
{
    /// <summary>Reads stored data, which is refused as damaged.</summary>
    public static bool Refused<T>(Func<T> read, out T value)
    {
        try
        {
            value = read();
            return false;
        }
        catch (CheckpointStoreException exception) when (exception.Failure == StoreFailure.Fatal)
        {
            value = default!;
            return true;
        }
    }

    /// <summary>Reads what is refused with an exception of a kind.</summary>
    public static bool Refused<T, TException>(Func<T> read, out T value)
        where TException : Exception
    {
        try
        {
            value = read();
            return false;
        }
        catch (TException)
        {
            value = default!;
            return true;
        }
    }
}
