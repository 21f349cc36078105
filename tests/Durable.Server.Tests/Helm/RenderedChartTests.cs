using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Durable.Silo.Hosting;
using k8s;
using k8s.Models;

namespace Durable.Server.Tests.Helm;

/// <summary>What Helm makes of the chart. Every object is read strictly by the types of Kubernetes: a member that there is not fails.</summary>
public sealed class RenderedChartTests
{
    private const string Usual = "image.repository=registry.example/durable-server,tls.existingSecret=tls,auth.apiKeys.existingSecret=keys";

    private const string Provider =
        "console.oidc.authority=https://login.example/ops,console.oidc.clientId=durable,console.oidc.existingSecret=oidc-secret,console.keysClaim=keys-claim";

    [Fact]
    public async Task Helm_has_nothing_against_it()
    {
        var (exitCode, output, error) = await HelmProgram.RunAsync("lint", "--strict", ChartFiles.Directory, "--set", Usual);
        Assert.True(exitCode == 0, $"{output}{error}");
    }

    [Theory]
    [InlineData("", "image.repository is empty")]
    [InlineData("image.repository=x", "Callers must be known")]
    [InlineData("image.repository=x,auth.apiKeys.generate=true", "Callers must reach the server encrypted")]
    [InlineData($"{Usual},times.terminationGracePeriodSeconds=35", "times.terminationGracePeriodSeconds is 35, and the stop of a pod may take 35: times.preStopSeconds (5), times.drainSeconds (20) and 10 s")]
    [InlineData($"{Usual},times.drainSeconds=300", "may take 315")]
    [InlineData($"{Usual},auth.jwt.audience=durable", "/auth/jwt/audience")]
    public async Task Values_that_make_no_sense_are_refused(string values, string message)
    {
        var (exitCode, _, error) = await HelmProgram.RunAsync("template", "release", ChartFiles.Directory, "--set", values);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Usual)]
    [InlineData("image.repository=x,tls.terminatedInFront=true,auth.jwt.authority=https://login.example,auth.jwt.audience=durable")]
    [InlineData($"{Usual},store.dynamodb.keyPrefix=shop:,store.dynamodb.region=eu-central-1,store.dynamodb.createTables=true,store.dynamodb.listIndexes=false")]
    [InlineData($"{Usual},store.postgres.existingSecret=pg,store.postgres.pooler=transaction,store.postgres.createSchema=true")]
    [InlineData($"{Usual},console.enabled=false")]
    [InlineData($"{Usual},{Provider}")]
    public async Task The_server_takes_its_options(string values)
    {
        var pod = (await RenderAsync(values)).OfType<V1Deployment>().Single().Spec.Template.Spec;
        var error = new StringWriter();

        await ServerCommand.InvokeAsync(
            [.. pod.Containers.Single().Args.Select(static argument => argument.Replace("$(POD_IP)", "10.0.0.1", StringComparison.Ordinal))],
            TextWriter.Null,
            error,
            static (_, _, _) => Task.FromResult(0),
            CancellationToken.None);

        // What an ordinary build lacks, the image has.
        Assert.All(
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            static problem => Assert.StartsWith("durable-server: --clustering dynamodb is not in this build", problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_of_the_console_and_the_secret_for_the_provider_are_mounted()
    {
        var pod = (await RenderAsync($"{Usual},{Provider}")).OfType<V1Deployment>().Single().Spec.Template.Spec;
        var container = pod.Containers.Single();

        Assert.Equal("keys-claim", pod.Volumes.Single(static volume => volume.Name == "console-keys").PersistentVolumeClaim.ClaimName);
        Assert.Equal(MountPath("console-keys"), Argument("--console-keys"));
        Assert.NotEqual(true, container.VolumeMounts.Single(static mount => mount.Name == "console-keys").ReadOnlyProperty);
        Assert.Equal("oidc-secret", pod.Volumes.Single(static volume => volume.Name == "oidc").Secret.SecretName);
        Assert.Equal($"{MountPath("oidc")}/client-secret", Argument("--oidc-client-secret-file"));
        Assert.Equal(("openid profile", "roles"), (Argument("--oidc-scopes"), Argument("--jwt-role-claim")));

        string MountPath(string name) => container.VolumeMounts.Single(mount => mount.Name == name).MountPath;
        string Argument(string option) => container.Args[container.Args.IndexOf(option) + 1];
    }

    [Fact]
    public async Task The_connection_string_of_PostgreSQL_is_a_mounted_file()
    {
        var pod = (await RenderAsync($"{Usual},store.postgres.existingSecret=pg,store.postgres.secretKey=text")).OfType<V1Deployment>().Single().Spec.Template.Spec;
        var (container, volume) = (pod.Containers.Single(), pod.Volumes.Single(static volume => volume.Name == "postgres"));
        var mount = container.VolumeMounts.Single(static mount => mount.Name == "postgres");

        Assert.Equal(("pg", "text"), (volume.Secret.SecretName, volume.Secret.Items.Single().Path));
        Assert.Equal($"{mount.MountPath}/text", container.Args[container.Args.IndexOf("--postgres-connection-file") + 1]);
        Assert.DoesNotContain(container.Args, static argument => argument.Contains("dynamodb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silos_are_replaced_one_after_the_other()
    {
        var objects = await RenderAsync(Usual);
        var deployment = objects.OfType<V1Deployment>().Single().Spec;

        Assert.Equal(("1", "0", 20), ((string)deployment.Strategy.RollingUpdate.MaxSurge, (string)deployment.Strategy.RollingUpdate.MaxUnavailable, deployment.MinReadySeconds));
        Assert.Equal("1", objects.OfType<V1PodDisruptionBudget>().Single().Spec.MaxUnavailable);
        Assert.Equal("40", deployment.Template.Spec.Containers[0].Env.Single(static variable => variable.Name == ServerOptions.GraceVariable).Value);
        Assert.Equal(45, deployment.Template.Spec.TerminationGracePeriodSeconds);
    }

    [Fact]
    public async Task A_pod_has_no_more_rights_than_it_needs()
    {
        var pod = (await RenderAsync(Usual)).OfType<V1Deployment>().Single().Spec.Template.Spec;
        var container = pod.Containers.Single();

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.All((V1Probe[])[container.StartupProbe, container.LivenessProbe, container.ReadinessProbe], static probe => Assert.Equal("HTTPS", probe.HttpGet.Scheme));
    }

    [Fact]
    public async Task A_key_that_is_made_fits_its_entry()
    {
        var secret = (await RenderAsync("image.repository=x,tls.existingSecret=tls,auth.apiKeys.generate=true")).OfType<V1Secret>().Single().StringData;
        using var file = JsonDocument.Parse(secret["keys.json"]);
        var entry = file.RootElement.GetProperty("keys").EnumerateArray().Single();

        Assert.Matches("^durable_[a-zA-Z0-9]{43}$", secret["key"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret["key"]))), entry.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Only_silos_reach_the_ports_that_know_no_callers()
    {
        var rules = (await RenderAsync(Usual)).OfType<V1NetworkPolicy>().Single().Spec.Ingress;

        Assert.Equal(["http"], rules.Where(static rule => rule.FromProperty is null).SelectMany(static rule => rule.Ports).Select(static port => port.Port.Value));
    }

    private static async Task<IReadOnlyList<object>> RenderAsync(string values)
    {
        var (exitCode, output, error) = await HelmProgram.RunAsync("template", "release", ChartFiles.Directory, "--namespace", "shop", "--set", values);
        Assert.True(exitCode == 0, error);
        return KubernetesYaml.LoadAllFromString(output, strict: true);
    }
}
