namespace Durable.WebConsole;

/// <summary>A table of the page about the cluster, from a host that knows more of it than the console does.</summary>
internal interface IClusterPart
{
    /// <summary>What the table is of.</summary>
    string Heading { get; }

    /// <summary>What its columns are called.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>The rows, as they are now.</summary>
    Task<IReadOnlyList<IReadOnlyList<string>>> ReadAsync();
}
