using Durable.WebConsole.Access;
using Durable.WebConsole.Assets;

namespace Durable.WebConsole;

/// <summary>The request that a page answers.</summary>
internal sealed class ConsoleRequest
{
    public const string ThemeCookie = "durable-theme";

    /// <summary>The path of the console, as the browser has it.</summary>
    public string Root { get; private set; } = "";

    /// <summary>The path of this page. A form is sent to one below it.</summary>
    public string Page { get; private set; } = "";

    /// <summary>The path of this page, with its query.</summary>
    public string Address { get; private set; } = "";

    public ConsoleRights Rights { get; private set; }

    /// <summary>Who asks; null when nobody knows.</summary>
    public string? Caller { get; private set; }

    /// <summary><c>light</c>, <c>dark</c>, or null for what the system has.</summary>
    public string? Theme { get; private set; }

    public DateTimeOffset Now { get; private set; }

    public CancellationToken Aborted { get; private set; }

    /// <summary>What the page tells of an action: what it did, or why it did nothing.</summary>
    public Notice? Notice { get; set; }

    private IQueryCollection Query { get; set; } = null!;

    private RouteValueDictionary Route { get; set; } = [];

    private string AssetPath { get; set; } = "";

    /// <summary>Takes what a page needs from the request.</summary>
    public void Begin(HttpContext context, string root, ConsoleRights rights)
    {
        (Root, Rights) = (root, rights);
        var path = context.Request.Path.ToUriComponent();
        Page = $"{context.Request.PathBase.ToUriComponent()}{(HttpMethods.IsPost(context.Request.Method) ? path[..path.LastIndexOf('/')] : path)}";
        Address = $"{Page}{context.Request.QueryString.ToUriComponent()}";
        Caller = context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : null;
        Theme = context.Request.Cookies[ThemeCookie] is "light" or "dark" ? context.Request.Cookies[ThemeCookie] : null;
        Now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        Aborted = context.RequestAborted;
        (Query, Route) = (context.Request.Query, context.Request.RouteValues);
        AssetPath = context.RequestServices.GetRequiredService<ConsoleAssets>().Directory;
        Notice = Notice.Read(Query["done"]);
    }

    /// <summary>The last value of a member of the query; null when it is missing or empty.</summary>
    public string? Asked(string name) => Query[name] is [.., { Length: > 0 } value] ? value : null;

    /// <summary>All values of a member of the query that are not empty.</summary>
    public IEnumerable<string> AskedAll(string name) => Query[name].Where(static value => value is { Length: > 0 })!;

    public int AskedNumber(string name, int fallback, int max) =>
        int.TryParse(Asked(name), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? Math.Min(number, max) : fallback;

    /// <summary>A segment of the path.</summary>
    public string Segment(string name) => Route[name] as string ?? "";

    /// <summary>The path of a page of the console.</summary>
    public string Link(params ReadOnlySpan<string> segments)
    {
        var path = Root;
        foreach (var segment in segments)
        {
            path += $"/{Uri.EscapeDataString(segment)}";
        }

        return path;
    }

    public string Link(ExecutionId id) => Link("executions", id.FunctionName, id.Name);

    /// <summary>The path of this page with other members of its query.</summary>
    public string With(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        List<(string Name, string Value)> members = [];
        foreach (var (name, values) in Query)
        {
            members.AddRange(values.Where(static value => value is { Length: > 0 }).Select(value => (name, value!)));
        }

        members.RemoveAll(static member => member.Name == "done");
        foreach (var (name, value) in changes)
        {
            members.RemoveAll(member => member.Name == name);
            if (value is not null)
            {
                members.Add((name, value));
            }
        }

        return members.Count == 0 ? Page : $"{Page}?{string.Join('&', members.Select(static member => $"{Uri.EscapeDataString(member.Name)}={Uri.EscapeDataString(member.Value)}"))}";
    }

    /// <summary>The path of a file that every page needs. It changes with the file.</summary>
    public string Asset(string file) => $"{Root}/{AssetPath}/{file}";
}
