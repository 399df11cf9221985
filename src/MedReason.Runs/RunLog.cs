using System.Buffers.Binary;

namespace MedReason.Runs;

/// <summary>The write-ahead log beside a run's database, read for damage before SQLite reads it.</summary>
/// <remarks>
/// SQLite ends at the first frame of the log whose checksum does not match, as it must after a power cut: what was committed behind it is gone. A
/// commit is on the disk before the next one begins, so a cut can spoil the last commit alone. A frame that does not match and has more than one commit behind
/// it was written whole, and changed later.
/// </remarks>
internal static class RunLog
{
    public const string Suffix = "-wal";
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;
    private const int MinPage = 512;
    private const int MaxPage = 65_536;
    private const uint Magic = 0x377f0682;
    private const int MaxTries = 5;

    /// <summary>Checks whether commits of the log are lost although they were on the disk. A writer may be at work.</summary>
    /// <param name="database">The path of the database.</param>
    public static bool IsDamaged(string database)
    {
        for (int attempt = 0; attempt < MaxTries; attempt++)
        {
            try
            {
                using var file = new FileStream(
                    database + Suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
                if (Read(file) is { } isDamaged)
                {
                    return isDamaged;
                }
            }
            catch (IOException)
            {
                // There is no log, or the database's own opening says why it cannot be read.
                return false;
            }
        }

        return false;
    }

    /// <summary>Null where a writer began the log anew meanwhile.</summary>
    private static bool? Read(FileStream file)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || file.Length == HeaderLength)
        {
            return false;
        }

        uint magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        uint page = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        var sum = new Sum((magic & 1) != 0);
        sum.Add(header[..24]);
        bool isWhole = (magic & ~1u) == Magic && page is >= MinPage and <= MaxPage && (page & (page - 1)) == 0 && sum.Is(header[24..]);
        bool isDamaged = !isWhole || HasCommitsBehindDamage(file, header.Slice(16, 8), sum, (int)page);
        if (!isDamaged)
        {
            return false;
        }

        Span<byte> again = stackalloc byte[HeaderLength];
        file.Position = 0;
        return file.ReadAtLeast(again, HeaderLength, throwOnEndOfStream: false) == HeaderLength && again.SequenceEqual(header) ? true : null;
    }

    private static bool HasCommitsBehindDamage(FileStream file, ReadOnlySpan<byte> salt, Sum sum, int page)
    {
        var frame = new byte[FrameHeaderLength + page];
        bool isWhole = true;
        bool hasCommit = false;
        while (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            // Frames with another salt are left from the log as it was before it was begun anew.
            bool isOfThisLog = frame.AsSpan(8, 8).SequenceEqual(salt);
            if (isWhole)
            {
                sum.Add(frame.AsSpan(0, 8));
                sum.Add(frame.AsSpan(FrameHeaderLength));
                isWhole = isOfThisLog && sum.Is(frame.AsSpan(16));
            }

            if (!isWhole && isOfThisLog)
            {
                if (hasCommit)
                {
                    return true;
                }

                hasCommit = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) != 0;
            }
        }

        return false;
    }

    /// <summary>SQLite's checksum of a log: it runs on from frame to frame.</summary>
    private struct Sum(bool isBigEndian)
    {
        private uint _first;
        private uint _second;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (int i = 0; i < bytes.Length; i += 8)
            {
                _first += Word(bytes[i..]) + _second;
                _second += Word(bytes[(i + 4)..]) + _first;
            }
        }

        public readonly bool Is(ReadOnlySpan<byte> expected) =>
            BinaryPrimitives.ReadUInt32BigEndian(expected) == _first && BinaryPrimitives.ReadUInt32BigEndian(expected[4..]) == _second;

        private readonly uint Word(ReadOnlySpan<byte> bytes) =>
            isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
