using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Security;

/// <summary>What each role may do: the table of docs/security.md.</summary>
public sealed class RoleTests(SecuredServer secured) : IClassFixture<SecuredServer>
{
    private const string Executions = "/2025-12-01/durable-executions";
    private const string Callback = "/2025-12-01/durable-execution-callbacks/none";

    private static readonly (string Method, string Path, string[] Allowed)[] s_operations =
    [
        ("GET", Executions, [DurableHttpRoles.Viewer, DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("GET", "/2025-12-01/functions/echo/durable-executions", [DurableHttpRoles.Viewer, DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("GET", "/2025-12-01/usage", [DurableHttpRoles.Viewer, DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("GET", "/2025-12-01/functions/echo/usage", [DurableHttpRoles.Viewer, DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("GET", $"{Executions}/echo/none", [DurableHttpRoles.Viewer, DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("GET", $"{Executions}/echo/none/history", [DurableHttpRoles.Viewer, DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("GET", $"{Executions}/echo/none/result?waitSeconds=0", [DurableHttpRoles.Admin]),
        ("POST", "/2015-03-31/functions/none/invocations", [DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("POST", $"{Executions}/echo/none/stop", [DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("POST", $"{Executions}/echo/none/resume", [DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("POST", $"{Callback}/succeed", [DurableHttpRoles.Callback, DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("POST", $"{Callback}/fail", [DurableHttpRoles.Callback, DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("POST", $"{Callback}/heartbeat", [DurableHttpRoles.Callback, DurableHttpRoles.Operator, DurableHttpRoles.Admin]),
        ("GET", "/health/live", [.. DurableHttpRoles.All]),
        ("GET", "/health/ready", [.. DurableHttpRoles.All]),
    ];

    public static TheoryData<string, string, string> Cells()
    {
        var cells = new TheoryData<string, string, string>();
        foreach (var (method, path, _) in s_operations)
        {
            foreach (var role in DurableHttpRoles.All)
            {
                cells.Add(method, path, role);
            }
        }

        return cells;
    }

    public static TheoryData<string, string> Operations()
    {
        var operations = new TheoryData<string, string>();
        foreach (var (method, path, _) in s_operations.Where(static operation => operation.Allowed.Length < DurableHttpRoles.All.Count))
        {
            operations.Add(method, path);
        }

        return operations;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_role_may_do_what_it_is_for_and_nothing_else(string method, string path, string role)
    {
        var allowed = s_operations.Single(operation => (operation.Method, operation.Path) == (method, path)).Allowed;

        using var response = await (method == "GET" ? secured.GetAsync(path, role) : secured.PostAsync(path, role));

        if (allowed.Contains(role))
        {
            Assert.False((int)response.StatusCode is 401 or 403, $"{role} was refused with {response.StatusCode}.");
        }
        else
        {
            await WireAssert.ErrorAsync(response, 403, "AccessDeniedException");
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Who_does_not_say_who_it_is_may_do_nothing(string method, string path)
    {
        using var response = await (method == "GET" ? secured.GetAsync(path, caller: null) : secured.PostAsync(path, caller: null));

        await WireAssert.ErrorAsync(response, 401, "UnauthorizedException", "Who calls? Send an API key or a token in the header 'Authorization: Bearer …'.");
        Assert.Equal("Bearer realm=\"durable\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_key_without_a_role_may_do_nothing(string method, string path)
    {
        using var response = await (method == "GET" ? secured.GetAsync(path, "nobody") : secured.PostAsync(path, "nobody"));

        await WireAssert.ErrorAsync(response, 403, "AccessDeniedException");
    }

    [Fact]
    public async Task A_refusal_names_the_roles_that_would_do()
    {
        using var response = await secured.PostAsync($"{Executions}/echo/none/stop", DurableHttpRoles.Viewer);

        await WireAssert.ErrorAsync(
            response, 403, "AccessDeniedException", "The caller is known but may not do this: it needs one of the roles operator, admin.");
    }

    [Fact]
    public async Task An_operator_starts_and_stops()
    {
        using var started = await secured.PostAsync("/2015-03-31/functions/sleep/invocations", DurableHttpRoles.Operator, "60");
        Assert.Equal(202, (int)started.StatusCode);
        var arn = started.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single();

        using var stopped = await secured.PostAsync($"{Executions}/{Uri.EscapeDataString(arn)}/stop", DurableHttpRoles.Operator);

        Assert.Equal(200, (int)stopped.StatusCode);
    }
}
