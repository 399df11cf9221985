using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace MedReason.Graph;

/// <summary>The layout of a snapshot file.</summary>
/// <remarks>
/// Little-endian throughout. A header (signature, format version, section count, file length, SHA-256 of header and table with these 32 bytes as zero),
/// the section table (number, zero, offset, length, SHA-256), then the sections in ascending order of their numbers without gaps, each padded with zeros to
/// a multiple of eight bytes. A section's hash covers its padding. There are <see cref="SectionCount"/> sections, <see cref="ExtendedSectionCount"/> or
/// <see cref="MaxSectionCount"/>.
/// </remarks>
internal static class SnapshotFormat
{
    public const int Version = 2;
    public const int SectionCount = (int)SnapshotSection.NameReferences;
    public const int VersionOffset = 8;
    public const int SectionCountOffset = 12;
    public const int FileLengthOffset = 16;
    public const int HashOffset = 24;
    public const int HeaderLength = HashOffset + SHA256.HashSizeInBytes;
    public const int EntryLength = 24 + SHA256.HashSizeInBytes;
    public const int DataOffset = HeaderLength + (SectionCount * EntryLength);

    /// <summary>The number of sections when there are sources or attributes.</summary>
    public const int ExtendedSectionCount = (int)SnapshotSection.AttributeTextBlob;

    /// <summary>The number of sections when nodes have definitions.</summary>
    public const int MaxSectionCount = (int)SnapshotSection.DefinitionBlob;

    /// <summary>Not text on purpose: line ends and the end-of-file mark show at once where a transfer has changed the bytes.</summary>
    public static ReadOnlySpan<byte> Signature => "MRKG\r\n\u001A\n"u8;

    /// <summary>Where the first section begins when there are as many.</summary>
    public static int DataOffsetOf(int sectionCount) => HeaderLength + (sectionCount * EntryLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Pad(long length) => (length + 7) & ~7L;
}
