namespace Durable.Storage.Schema;

/// <summary>The layout of the tables and its versions.</summary>
/// <remarks>
/// A migration only adds, so that the release before goes on while the new one starts. There are no foreign keys, which would lock rows of one
/// table for writes to another, no triggers and no procedures. Every time is Unix milliseconds of the engine's clock: the database's is never asked.
/// </remarks>
internal static class SchemaMigrations
{
    // The script at index n leads from version n to version n + 1. A released script never changes.
    private static readonly string[] s_scripts =
    [
        """
        -- What an execution is and what lists go by. It changes when the execution starts, is parked, goes on and ends, not with every checkpoint.
        CREATE TABLE {schema}.executions (
            id                 bigint   PRIMARY KEY, -- ordered by time of start
            function           text     COLLATE "C" NOT NULL,
            name               text     COLLATE "C" NOT NULL,
            status             smallint NOT NULL,
            started_at         bigint   NOT NULL, -- of the first run
            ended_at           bigint,
            expires_at         bigint,
            parked_at          bigint,
            holds              smallint NOT NULL, -- which payloads there are beside the input: 2 result, 4 error
            business_key       text     COLLATE "C",
            tags               jsonb,
            invoker            text     COLLATE "C", -- function/name/run/operation
            tenant_id          text     COLLATE "C",
            run_number         integer,  -- this and what follows: from an execution's second run on
            run_started_at     bigint,
            first_run_id       text     COLLATE "C",
            first_input_digest text     COLLATE "C",
            CONSTRAINT executions_by_id UNIQUE (function, name)
        );
        CREATE INDEX executions_by_status ON {schema}.executions (status, started_at, id);
        CREATE INDEX executions_by_function ON {schema}.executions (function, status, started_at, id);
        CREATE INDEX executions_by_business_key ON {schema}.executions (business_key, started_at, id) WHERE business_key IS NOT NULL;
        CREATE INDEX executions_by_tag ON {schema}.executions USING gin (tags jsonb_path_ops) WHERE tags IS NOT NULL;
        CREATE INDEX executions_by_expiry ON {schema}.executions (expires_at) WHERE expires_at IS NOT NULL;

        -- The commit point. It changes with every checkpoint: narrow, with no other index and room in each page, so that an update stays in its page.
        CREATE TABLE {schema}.heads (
            id                bigint   PRIMARY KEY,
            run_id            text     COLLATE "C" NOT NULL,
            version           bigint   NOT NULL,
            commit_id         text     COLLATE "C" NOT NULL,
            function_version  text     COLLATE "C" NOT NULL,
            execution_timeout bigint   NOT NULL, -- 100 nanoseconds, like every span
            retention         bigint   NOT NULL,
            operations        bigint   NOT NULL,
            log_bytes         bigint   NOT NULL,
            wake_at           bigint,
            wake_kind         smallint,
            requests          bigint   NOT NULL, -- what the execution has cost: writes, rows and bytes of records and payloads
            rows_written      bigint   NOT NULL,
            bytes_written     bigint   NOT NULL
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

        -- When somebody must look after an execution. The churn of leases and timers stays here.
        CREATE TABLE {schema}.wakes (
            id    bigint   PRIMARY KEY,
            shard smallint NOT NULL,
            kind  smallint NOT NULL,
            at    bigint   NOT NULL
        ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
        CREATE INDEX wakes_due ON {schema}.wakes (shard, kind, at);

        -- The records of each commit. Append only. They are compressed when they come, if that helps.
        CREATE TABLE {schema}.log (
            id      bigint  NOT NULL,
            version bigint  NOT NULL,
            bytes   integer NOT NULL, -- before compression
            records bytea   NOT NULL,
            PRIMARY KEY (id, version)
        );
        ALTER TABLE {schema}.log ALTER COLUMN records SET STORAGE EXTERNAL;

        -- 1 input, 2 result, 4 error.
        CREATE TABLE {schema}.payloads (
            id   bigint   NOT NULL,
            kind smallint NOT NULL,
            data bytea    NOT NULL,
            PRIMARY KEY (id, kind)
        );
        ALTER TABLE {schema}.payloads ALTER COLUMN data SET STORAGE EXTERNAL;

        {effects}

        -- Executions that a transaction of the application asks for; the host starts them when that has committed.
        CREATE TABLE {schema}.starts (
            id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            function text        COLLATE "C" NOT NULL,
            name     text        COLLATE "C" NOT NULL,
            input    text,
            options  jsonb       NOT NULL DEFAULT '{}',
            problem  text,       -- why it was refused; it is then left alone
            asked_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX starts_to_come ON {schema}.starts (id) WHERE problem IS NULL;
        """,
        """
        -- What a running execution waits for, as lists show it.
        ALTER TABLE {schema}.heads ADD COLUMN waits_for text COLLATE "C";
        """,
        """
        -- The trace context of the start: traceparent, and after a space tracestate.
        ALTER TABLE {schema}.executions ADD COLUMN trace text COLLATE "C";
        """,
    ];

    // What transaction steps have done. The application's own databases have one, too.
    private const string Effects = """
        CREATE TABLE IF NOT EXISTS {schema}.effects (
            effect_id text        COLLATE "C" PRIMARY KEY,
            result    text,
            done_at   timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX IF NOT EXISTS effects_by_time ON {schema}.effects (done_at);
        """;

    /// <summary>The version that this release writes.</summary>
    public static int CurrentVersion => s_scripts.Length;

    /// <summary>The script that leads to a version from the one before.</summary>
    public static string Script(int version, string schema) =>
        s_scripts[version - 1].Replace("{effects}", Effects, StringComparison.Ordinal).Replace("{schema}", schema, StringComparison.Ordinal);

    /// <summary>Makes the table of effects alone.</summary>
    public static string EffectsTable(string schema) => Effects.Replace("{schema}", schema, StringComparison.Ordinal);
}
