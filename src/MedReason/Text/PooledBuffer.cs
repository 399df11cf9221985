using System.Buffers;

namespace MedReason.Text;

/// <summary>A growing list whose memory comes from the shared pool and goes back on <see cref="Dispose"/>: a text's words need no large allocation.</summary>
/// <typeparam name="T">A plain value.</typeparam>
internal sealed class PooledBuffer<T> : IDisposable
    where T : unmanaged
{
    private T[] _items;

    public PooledBuffer(int capacity)
    {
        _items = ArrayPool<T>.Shared.Rent(Math.Max(16, capacity));
    }

    public int Count { get; private set; }

    public ReadOnlySpan<T> Span => _items.AsSpan(0, Count);

    public T this[int index] => _items[index];

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            T[] larger = ArrayPool<T>.Shared.Rent(Count * 2);
            _items.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<T>.Shared.Return(_items);
            _items = larger;
        }

        _items[Count++] = item;
    }

    /// <summary>Removes the last item.</summary>
    public void RemoveLast() => Count--;

    public void Dispose()
    {
        if (_items.Length > 0)
        {
            ArrayPool<T>.Shared.Return(_items);
        }

        _items = [];
        Count = 0;
    }
}
