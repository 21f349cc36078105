using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;
using Durable.Storage.Requests;

namespace Durable.Storage.Reading;

/// <summary>One partition of a list index, read page by page in the list's order.</summary>
internal sealed class ListPartition
{
    private readonly TableRequests _requests;
    private readonly QueryRequest _request;
    private readonly Queue<Dictionary<string, AttributeValue>> _items = [];
    private bool _isExhausted;

    public ListPartition(TableRequests requests, QueryRequest request)
    {
        _requests = requests;
        _request = request;
    }

    /// <summary>Place of the next entry in the list; null behind the last. Only after <see cref="FillAsync"/>.</summary>
    public string? Next => _items.TryPeek(out var item) ? item.RequireText(Attributes.ListOrder) : null;

    /// <summary>Makes sure that the next entry is at hand, if there is one.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        while (_items.Count == 0 && !_isExhausted)
        {
            var (page, _) = await _requests.QueryAsync(function: null, _request, cancellationToken);
            foreach (var item in page.Items)
            {
                _items.Enqueue(item);
            }

            _request.ExclusiveStartKey = page.LastEvaluatedKey;
            _isExhausted = page.LastEvaluatedKey is not { Count: > 0 };
        }
    }

    /// <summary>Takes the next entry.</summary>
    public string TakePartitionKey() => _items.Dequeue().RequireText(Attributes.PartitionKey);
}
