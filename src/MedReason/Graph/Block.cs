using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MedReason.Graph;

/// <summary>Numbers of one kind, in a managed array or in mapped memory, read the same way.</summary>
/// <typeparam name="T">The number.</typeparam>
/// <remarks>Mapped memory lasts as long as its <see cref="SnapshotMapping"/> is held; who reads it holds the graph.</remarks>
internal readonly unsafe struct Block<T>
    where T : unmanaged
{
    private readonly T[]? _array;
    private readonly T* _pointer;

    public Block(T[] array)
    {
        _array = array;
        _pointer = null;
        Length = array.Length;
    }

    public Block(T* pointer, int length)
    {
        _array = null;
        _pointer = pointer;
        Length = length;
    }

    public int Length { get; }

    public ReadOnlySpan<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _array is not null ? new ReadOnlySpan<T>(_array) : new ReadOnlySpan<T>(_pointer, Length);
    }

    public T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Span[index];
    }

    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Span);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Slice(int start, int length) => Span.Slice(start, length);
}
