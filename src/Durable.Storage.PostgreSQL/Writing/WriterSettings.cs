namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>How PostgreSQL is to treat what a writer sends, whatever the role, the database or a pooler's session has.</summary>
internal static class WriterSettings
{
    // What is acknowledged is on the disk. A write is a handful of look-ups by key, and the planner is told so: statistics are wrong just when it matters,
    // in tables that have just been created or have just grown.
    private static readonly (string Name, string Value)[] s_settings =
    [
        ("synchronous_commit", "on"),
        ("plan_cache_mode", "force_generic_plan"),
        ("enable_seqscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("enable_bitmapscan", "off"),
        ("jit", "off"),
    ];

    /// <summary>Sets them for a session.</summary>
    public static string OfSession { get; } = Select(isLocal: false);

    /// <summary>Sets them for the transaction alone.</summary>
    public static string OfTransaction { get; } = Select(isLocal: true);

    private static string Select(bool isLocal) =>
        $"SELECT {string.Join(", ", s_settings.Select(setting => $"set_config('{setting.Name}', '{setting.Value}', {(isLocal ? "true" : "false")})"))}";
}
