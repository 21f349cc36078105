using System.Globalization;

namespace Durable.Testing;

/// <summary>
/// Until it is disposed of, everything runs under a culture that writes numbers, dates and times as nobody expects. Text that is stored, sent
/// or parsed without saying its culture does not survive that.
/// </summary>
/// <remarks>
/// It is the culture of new threads as well, so its tests run alone: put them into the collection <see cref="Collection"/>, and make the scope
/// the first field of the test class, so that what the test starts begins under it.
/// </remarks>
public sealed class ForeignCulture : IDisposable
{
    /// <summary>The collection of tests under this culture. Each test assembly defines it, without parallelization.</summary>
    public const string Collection = "Foreign culture";

    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private readonly CultureInfo? _threads = CultureInfo.DefaultThreadCurrentCulture;
    private readonly CultureInfo? _uiThreads = CultureInfo.DefaultThreadCurrentUICulture;

    /// <summary>Begins it.</summary>
    public ForeignCulture()
    {
        Set(Culture, Culture);
        CultureInfo.DefaultThreadCurrentCulture = Culture;
        CultureInfo.DefaultThreadCurrentUICulture = Culture;
    }

    /// <summary>A minus that is no hyphen, a decimal comma, and years that are not ours.</summary>
    public static CultureInfo Culture { get; } = Create();

    /// <summary>Runs something under the invariant culture, as if this were not in force.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="read">What to run.</param>
    public static async Task<T> WithoutAsync<T>(Func<Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var (threads, uiThreads) = (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture);
        var (culture, uiCulture) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        Set(CultureInfo.InvariantCulture, CultureInfo.InvariantCulture);
        try
        {
            return await read();
        }
        finally
        {
            (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture) = (threads, uiThreads);
            Set(culture, uiCulture);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CultureInfo.DefaultThreadCurrentCulture = _threads;
        CultureInfo.DefaultThreadCurrentUICulture = _uiThreads;
        Set(_culture, _uiCulture);
    }

    private static void Set(CultureInfo culture, CultureInfo uiCulture)
    {
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = uiCulture;
    }

    private static CultureInfo Create()
    {
        var culture = (CultureInfo)Origin().Clone();
        var numbers = culture.NumberFormat;
        numbers.NegativeSign = "\u2212";
        numbers.PositiveSign = "\u200e+";
        numbers.NumberDecimalSeparator = numbers.CurrencyDecimalSeparator = numbers.PercentDecimalSeparator = ",";
        numbers.NumberGroupSeparator = numbers.CurrencyGroupSeparator = numbers.PercentGroupSeparator = ".";
        numbers.NaNSymbol = "no number";
        culture.DateTimeFormat.DateSeparator = "~";
        culture.DateTimeFormat.TimeSeparator = "_";
        return culture;
    }

    // The years of a culture come from its calendar, which code cannot give it: where there is no ICU, they are ours.
    private static CultureInfo Origin()
    {
        try
        {
            return new CultureInfo("ar-SA", useUserOverride: false);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }
}
