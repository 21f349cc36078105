using Microsoft.Playwright;

namespace Durable.WebConsole.Tests.Browser;

/// <summary>A page, and what the browser complained of while it was open.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public BrowserPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Complaints.Add($"{message.Text} at {message.Location}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, and violations of the content security policy.</summary>
    public List<string> Complaints { get; } = [];

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
