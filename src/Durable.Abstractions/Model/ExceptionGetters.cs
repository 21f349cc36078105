namespace Durable.Model;

/// <summary>Reads what exceptions say of themselves. They are of any type, and what they override may throw.</summary>
internal static class ExceptionGetters
{
    /// <summary>What a getter returns; null when it throws.</summary>
    public static T? Read<T>(Exception exception, Func<Exception, T?> getter)
        where T : class
    {
        try
        {
            return getter(exception);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>The message; where it cannot be had, that.</summary>
    public static string MessageOf(Exception exception) =>
        Read(exception, static read => read.Message) ?? $"An exception of type {exception.GetType()}, whose message cannot be read: its {nameof(Exception.Message)} throws.";
}
