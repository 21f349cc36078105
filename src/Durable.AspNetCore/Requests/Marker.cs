using Durable.AspNetCore.Errors;

namespace Durable.AspNetCore.Requests;

/// <summary>Page markers are the store's own; only it can tell a bad one.</summary>
internal static class Marker
{
    /// <summary>Awaits a page whose other parameters have been checked, so that a refused argument can only be the marker.</summary>
    public static async Task<TPage> CheckAsync<TPage>(Task<TPage> page)
    {
        try
        {
            return await page;
        }
        catch (ArgumentException exception)
        {
            throw new WireException(
                WireErrorCode.InvalidParameterValue, "Invalid Marker: use the NextMarker of the page before with the same filters, or start again without one.", exception);
        }
    }
}
