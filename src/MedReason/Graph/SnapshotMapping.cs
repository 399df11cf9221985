using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace MedReason.Graph;

/// <summary>A snapshot file in mapped memory.</summary>
/// <remarks>
/// Rows of a graph are handed out as spans, which nobody can count: a graph that is disposed while a question is being answered must not take the memory from
/// under it, and a count that every row went through would cost more than the row. So the owner only lets go of the mapping, and the garbage collector ends
/// it once nobody holds the graph: who still reads holds it.
/// </remarks>
internal sealed unsafe class SnapshotMapping
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _length;
    private readonly byte* _start;
    private int _isLetGo;

    private SnapshotMapping(MemoryMappedViewAccessor view, long length)
    {
        _view = view;
        _length = length;
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;

        // A graph that was never disposed keeps its memory: a span of it may be all that is left.
        GC.SuppressFinalize(this);
    }

    ~SnapshotMapping() => Unmap();

    public static SnapshotMapping Open(string path, long length)
    {
        // The view needs the file no longer once it is there.
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        return new SnapshotMapping(file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
    }

    public Block<T> GetBlock<T>(long offset, int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + ((long)count * Unsafe.SizeOf<T>()), _length);
        return new Block<T>((T*)(_start + offset), count);
    }

    /// <summary>Ends the mapping at once; only where nobody has been given anything of it.</summary>
    public void UnmapAtOnce()
    {
        if (Interlocked.Exchange(ref _isLetGo, 1) == 0)
        {
            Unmap();
        }
    }

    /// <summary>Lets the garbage collector end the mapping once nobody holds it.</summary>
    public void LetGo()
    {
        if (Interlocked.Exchange(ref _isLetGo, 1) == 0)
        {
            GC.ReRegisterForFinalize(this);
        }
    }

    private void Unmap()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}
